// A projeção: uma fila só de telas, e cada uma ajustada ao que cabe nela.

const SMALLEST = 0.6;

// Encolhe letras e figuras de uma tela, aos poucos, até que tudo apareça; se nem assim, deixa rolar.
const fit = (slide) => {
  if (!slide || slide.classList.contains("stack")) return;
  const wide = () =>
    [...slide.querySelectorAll("pre, table, .formula")].some((one) => one.scrollWidth > one.clientWidth + 1);
  const over = () => slide.scrollHeight > slide.clientHeight + 1 || slide.scrollWidth > slide.clientWidth + 1 || wide();
  for (let size = 1; size >= SMALLEST; size -= 0.04) {
    slide.style.setProperty("--size", size.toFixed(2));
    if (!over()) break;
  }
  slide.classList.toggle("rolando", over());
};

const fitWhenDrawn = async (slide) => {
  fit(slide);
  const images = [...slide.querySelectorAll("img")];
  await Promise.all(images.map((image) => image.decode().catch(() => {})));
  fit(slide);
  slide.dataset.ready = "";
};

Reveal.initialize({
  width: 1280,
  height: 720,
  margin: 0,
  center: false,
  controls: true,
  progress: true,
  history: true,
  hash: true,
  slideNumber: "c/t",
  navigationMode: "linear",
  transition: "none",
  plugins: [RevealNotes],
});
Reveal.on("ready", (event) => fitWhenDrawn(event.currentSlide));
Reveal.on("slidechanged", (event) => fitWhenDrawn(event.currentSlide));
Reveal.on("pdf-ready", () => document.querySelectorAll(".slides section section").forEach(fitWhenDrawn));
