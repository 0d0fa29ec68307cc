// O que é mais largo que a tela rola de lado; e o que rola tem de se alcançar com o teclado.
function reachable() {
  for (const node of document.querySelectorAll(
    ".bd-article :is(pre, div.formula, .output, .cell_output > p, .pst-scrollable-table-container)",
  )) {
    if (node.scrollWidth > node.clientWidth) node.tabIndex = 0;
    else node.removeAttribute("tabindex");
  }
}
reachable();
addEventListener("load", reachable);
addEventListener("resize", reachable);
