// O que a encosta do crítico tem na tela: o pêndulo e o mapa dos estados, a curva de Q e os controles.

export const SLOPES = `
  <div class="estado">
    <canvas data-e="rod" role="img"></canvas>
    <canvas data-e="map" tabindex="0" role="application"></canvas>
    <p data-e="place"></p>
    <div class="botoes" role="group" aria-label="Estados prontos">
      <button data-place="0.4 0">Inclinado</button>
      <button data-place="3.14159 0">Pendurado</button>
    </div>
  </div>
  <div class="curva">
    <canvas data-e="hill" role="img"></canvas>
    <label><span>Ação a = <b data-e="action"></b> <small data-e="torque"></small></span>
      <input data-e="range" type="range" min="-1" max="1" step="0.05"></label>
    <p data-e="told"></p>
    <div class="botoes">
      <button data-e="climb"></button>
      <label class="semente">Semente em cor <select data-e="seed"></select></label>
    </div>
    <p role="status" data-e="status"></p>
    <ul class="legenda">
      <li class="q">Q(s, a) da semente em cor</li><li class="reta">a inclinação em a</li>
      <li class="mu">a escolha do ator</li><li class="outras">as outras nove sementes</li>
    </ul>
  </div>`;
