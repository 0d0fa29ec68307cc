// O filme de um episódio, que se pausa: parado, mostra quatro momentos dele.

/** Põe o botão embaixo do filme que há em `host`, um `<picture>` como o de `film_bundle`. */
export function mount(host) {
  const [picture, still] = [host.querySelector("img"), host.querySelector("source")];
  const [movie, moments] = [picture.src, still.srcset];
  still.remove(); // quem escolhe agora é o botão
  const button = document.createElement("button");
  const show = (moving) => {
    picture.src = moving ? movie : moments;
    button.textContent = moving ? "❚❚ Pausar" : "▶ Animar";
    button.onclick = () => show(!moving);
  };
  show(!matchMedia("(prefers-reduced-motion: reduce)").matches);
  host.append(button);
}
