// As perguntas ligadas ao núcleo: o HTML já se responde sozinho; aqui se avisa o que se escolheu e se contam as certas.

function render({ model, el }) {
  el.innerHTML = model.get("page");
  const groups = [...el.querySelectorAll("fieldset")];
  const count = document.createElement("p");
  count.setAttribute("role", "status");
  el.firstChild.append(count);

  for (const [question, group] of groups.entries()) {
    for (const [option, node] of group.querySelectorAll("details").entries()) {
      node.addEventListener("toggle", () => answer({ question, option }), { once: true });
    }
  }

  function answer(chosen) {
    try {
      model.send(chosen);
    } catch {
      count.textContent = "O núcleo parou, e as respostas já não contam no progresso: rode de novo a célula.";
    }
  }
  const tell = () => {
    const solved = model.get("solved");
    for (const [question, group] of groups.entries()) group.classList.toggle("resolvida", solved.includes(question));
    count.textContent = `Certas: ${solved.length} de ${groups.length}.`;
  };
  model.on("change:solved", tell);
  tell();
  return () => model.off("change:solved", tell);
}

export default { render };
