// No documento em volta das saídas de um caderno: troca pela página que treina a figura que espera por ela, quando
// chega à vista. O código está no documento uma vez só; se ainda não apareceu, quem o trouxer olha de novo as figuras.

/** O texto que o documento guarda com esse nome. */
const kept = (name) => document.querySelector(`script[data-curso="${name}"]`)?.textContent;

/** A página de uma figura que espera, inteira; `null`, se o código dela ainda não está aqui. */
function pageOf(box) {
  const [motor, page] = [kept("motor"), kept(box.dataset.pagina)];
  if (!motor || !page) return null;
  const picture = box.querySelector("img")?.outerHTML ?? "";
  const parts = { "/*motor*/": motor, "/*escolhas*/": box.dataset.escolhas, "<!--figura-->": picture };
  return Object.entries(parts).reduce((text, [mark, part]) => text.replace(mark, () => part), JSON.parse(page));
}

/** Põe a página no lugar da figura. */
function enliven(box) {
  const page = pageOf(box);
  if (!page) return;
  const frame = document.createElement("iframe");
  frame.className = "pagina-viva";
  frame.title = "Laboratório ao vivo";
  frame.style.cssText = "width: 100%; height: 900px; border: 0; color-scheme: light dark;";
  frame.srcdoc = page;
  // Num iframe severo a página de dentro não alcança o seu, e pede a altura.
  addEventListener("message", ({ data, source }) => {
    if (source === frame.contentWindow && data?.altura > 0) frame.style.height = `${Number(data.altura)}px`;
  });
  box.replaceWith(frame);
}

const seen = new IntersectionObserver((boxes) => {
  for (const { isIntersecting, target } of boxes) if (isIntersecting) enliven(target);
});
for (const box of document.querySelectorAll("[data-pagina]")) seen.observe(box);
