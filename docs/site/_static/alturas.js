// O pêndulo que aprende, quando o site se abre de uma pasta: ali a página de dentro não alcança o seu iframe, e pede.

addEventListener("message", ({ data, source }) => {
  const height = Number(data?.altura);
  if (!(height > 0 && height < 20000)) return;
  for (const frame of document.querySelectorAll("iframe:is(.aprende, .cena)")) {
    if (frame.contentWindow === source) frame.style.height = `${height}px`;
  }
});
