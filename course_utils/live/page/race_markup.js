// O que o palco dos cérebros tem na tela: os corpos, o placar, o mapa e os controles.

export const RACE = `
  <div class="palco"><canvas data-e="stage" tabindex="0" role="application"></canvas></div>
  <div class="painel">
    <table>
      <caption>Tempo: <b data-e="time"></b></caption>
      <thead><tr><th scope="col">Quem</th><th scope="col">Retorno</th><th scope="col">Anteriores</th></tr></thead>
      <tbody data-e="board"></tbody>
    </table>
    <label data-e="lever"><span><b data-e="force"></b></span>
      <input data-e="hand" type="range"><small class="pontas" data-e="ends"></small></label>
    <label data-e="noise"><span>Ruído nos parâmetros: σ = <b data-e="level"></b></span>
      <input data-e="sigma" type="range" min="0" max="0.3" step="0.01"></label>
    <div class="botoes">
      <button data-e="play"></button><button data-e="restart"></button>
      <button data-e="join" aria-pressed="false">Jogar também</button>
      <button data-e="draw">Sortear outro ruído</button>
    </div>
    <p data-e="help"></p><p role="status" data-e="status"></p>
  </div>
  <div class="mapa" data-e="map"><canvas data-e="plane" tabindex="0" role="application"></canvas>
    <p>Cada ponto do mapa é um estado. Toque num deles para largar dali.</p></div>`;
