// O que a vista do pêndulo tem na tela: o palco, os números e os controles.

export const CONTROLS = `
  <div class="palco"><canvas tabindex="0" role="application"></canvas></div>
  <div class="painel">
    <div class="quem" role="group" aria-label="Quem controla o motor">
      <button data-e="agent" aria-pressed="true">O agente</button>
      <button data-e="manual" aria-pressed="false">Você</button>
    </div>
    <dl>
      <div><dt>Tempo</dt><dd data-e="time"></dd></div>
      <div><dt>Torque</dt><dd data-e="torque"></dd></div>
      <div><dt>Retorno do agente</dt><dd data-e="total"></dd></div>
      <div class="so-voce"><dt>Seu retorno</dt><dd data-e="yours"></dd></div>
      <div class="so-agente"><dt>Os anteriores</dt><dd data-e="past"></dd></div>
    </dl>
    <label class="so-voce"><span>Seu torque <small>↺ anti-horário · horário ↻</small></span>
      <input data-e="hand" type="range" min="-2" max="2" step="0.25" value="0"></label>
    <label><span>Ruído nos parâmetros: σ = <b data-e="level"></b></span>
      <input data-e="sigma" type="range" min="0" max="0.3" step="0.01"></label>
    <div class="botoes">
      <button data-e="play"></button><button data-e="restart">⟲ Recomeçar</button>
      <button data-e="draw">Sortear outro ruído</button>
    </div>
    <p data-e="help"></p><p role="status" data-e="status"></p>
  </div>`;
