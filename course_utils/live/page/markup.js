// O que o painel tem na tela: os botões, os ajustes, o palco, as curvas e as gavetas.

export const MARKUP = `
  <div class="barra" role="group" aria-label="Treino">
    <button data-e="play" class="forte" aria-pressed="false">▶ Treinar</button>
    <button data-e="step">Um passo</button><button data-e="episode">Um episódio</button>
    <button data-e="restart">⟲ Recomeçar</button>
    <label>Velocidade <select data-e="pace">
      <option value="slow">câmera lenta: 20 passos/s</option><option value="normal">normal: 200 passos/s</option>
      <option value="fast" selected>o mais rápido possível</option></select></label>
  </div>
  <div class="linha aviso"><p role="status" data-e="status"></p>
    <p class="conta"><b data-e="steps">0</b> passos · <b data-e="episodes">0</b> episódios ·
      <b data-e="rate">0</b> passos/s</p></div>
  <div class="ajustes" data-e="knobs" role="group" aria-label="Ajustes ao vivo"></div>
  <p class="equacao" data-e="equation"></p>
  <div class="experimento" role="group" aria-label="Experimento">
    <label><input type="checkbox" data-e="twins"> Gêmeos
      <small>(recomeça; os ajustes só mexem no segundo)</small></label>
    <button data-e="placebo" hidden>Placebo: σ + 0,000001</button>
    <span class="aposta"><span>Aposte antes:</span>
      <select data-e="subject" aria-label="O que você vai observar"></select>
      <select data-e="guess" aria-label="O seu palpite"></select>
      <button data-e="bet">Apostar</button></span>
  </div>
  <div class="cena">
    <div class="palco"><canvas data-e="stage" tabindex="0" role="application"></canvas>
      <div class="botoes"><button data-e="animate"></button><button data-e="hang">⟲ Largar de novo</button>
        <label><input type="checkbox" data-e="noise">com o ruído</label></div>
      <p class="dica" data-e="help"></p></div>
    <div class="curvas"><canvas data-e="returns" class="alta" role="img"></canvas>
      <canvas data-e="apart" role="img" hidden></canvas>
      <div class="duas"><canvas data-e="sigma" role="img"></canvas>
        <canvas data-e="distance" role="img"></canvas></div></div>
  </div>
  <details data-e="mapsBox"><summary>Os mapas do que ele aprendeu</summary>
    <div class="duas mapas">
      <canvas data-e="policy" role="img"></canvas><canvas data-e="value" role="img"></canvas></div>
    <label data-e="whoseBox">Réplica <select data-e="whose"></select></label></details>
  <details><summary>Exploração, semente e réplicas</summary>
    <form data-e="setup" class="linha">
      <label>Exploração <select data-e="kind"></select></label>
      <label>Semente <input data-e="seed" type="text" inputmode="numeric" size="5"></label>
      <small data-e="engine"></small>
      <label>Réplicas, de 1 a 8 <input data-e="replicas" type="number" min="1" max="8" step="1"></label>
      <button>Aplicar e recomeçar</button></form>
    <p class="dica" data-e="elsewhere"></p></details>
  <details><summary>Gravar, repetir e copiar</summary>
    <div class="linha"><button data-e="save">Gravar o treino</button>
      <button data-e="load">Repetir uma gravação…</button>
      <input data-e="file" type="file" accept=".json,application/json" hidden>
      <button data-e="copy">Copiar como código</button></div>
    <textarea data-e="code" readonly rows="8" hidden
      aria-label="O treino como uma célula de Python"></textarea></details>`;
