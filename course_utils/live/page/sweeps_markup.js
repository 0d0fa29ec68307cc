// O que a vista da iteração de valor tem na tela.

export const SWEEPS = `
  <div class="mapa"><canvas data-e="plane" tabindex="0" role="application"></canvas>
    <p class="escala"><b data-e="low"></b><i></i><b data-e="high"></b></p></div>
  <div class="palco"><canvas data-e="stage" tabindex="0" role="application"></canvas></div>
  <div class="painel">
    <dl>
      <div><dt>Varreduras</dt><dd data-e="count"></dd></div>
      <div><dt>Retorno de um episódio, de pendurado</dt><dd data-e="total"></dd></div>
    </dl>
    <div class="botoes">
      <button data-e="one" class="principal">Uma varredura</button><button data-e="ten">Mais dez</button>
      <button data-e="zero">Zerar</button>
    </div>
    <div class="ajustes">
      <label><span>γ, o desconto: <b data-e="shown"></b></span>
        <input data-e="gamma" type="range" min="0" max="0.99" step="0.01" aria-label="γ, o desconto"></label>
      <label><span>Níveis de torque</span><select data-e="levels"></select></label>
    </div>
    <div class="botoes">
      <button data-e="play"></button><button data-e="restart">⟲ Largar de pendurado</button>
    </div>
    <p role="status" data-e="status"></p>
  </div>`;
