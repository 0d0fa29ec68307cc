// Uma vista com um palco: os corpos se animam enquanto se veem, e param com um botão.

import { Stage } from "./stage.js";
import { View } from "./view.js";

/** O palco fica em `e.stage`, e o botão, em `e.play`; `painted()` é chamado depois de cada quadro. */
export class StageView extends View {
  constructor(host, name, html, Own = Stage) {
    super(host, name, html);
    const { e } = this;
    this.stage = new Own(e.stage, {
      say: (text) => this.say(text),
      showPlaying: (on) => this.showPlaying(on),
    });
    this.stage.painted = () => this.painted();
    e.play.onclick = () => this.stage.motion.setPlaying(!this.stage.motion.playing);
    this.onScreen = new IntersectionObserver(([entry]) => this.setSeen(entry.isIntersecting));
    this.onScreen.observe(this.root);
  }

  showPlaying(on) {
    this.e.play.textContent = on ? "❚❚ Pausar" : "▶ Animar";
  }

  setSeen(on) {
    this.stage.motion.setSeen(on);
  }

  painted() {}

  /** Começa a animar, se o sistema não pede calma. */
  open() {
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.stage.motion.setPlaying(!calm);
    if (calm) this.say("Animação em pausa, como o seu sistema pede.");
    this.theme();
  }

  /** Todos largam deste estado, agora e nos episódios seguintes. */
  start(state) {
    for (const body of this.stage.bodies) body.begin = state;
    this.stage.restart();
    if (!this.stage.motion.playing) this.stage.motion.setPlaying(true);
  }

  paint() {
    Object.assign(this.stage, { colors: this.colors, inks: this.inks });
    if (!this.stage.motion.frame) this.stage.paint(1);
  }

  destroy() {
    this.stage.motion.destroy();
    this.onScreen.disconnect();
    super.destroy();
  }
}
