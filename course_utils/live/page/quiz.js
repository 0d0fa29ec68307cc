// As perguntas ligadas ao núcleo: o HTML já se responde sozinho; aqui se avisa o que foi escolhido e se conta o que se acertou.

function render({ model, el }) {
  el.innerHTML = model.get("page");
  const groups = [...el.querySelectorAll("fieldset")];
  const count = document.createElement("p");
  count.setAttribute("role", "status");
  el.firstChild.append(count);

  groups.forEach((group, question) =>
    group.querySelectorAll("details").forEach((option, number) =>
      option.addEventListener("toggle", () => model.send({ question, option: number }), { once: true }),
    ),
  );

  const tell = () => {
    const solved = model.get("solved");
    groups.forEach((group, question) => group.classList.toggle("resolvida", solved.includes(question)));
    count.textContent = `Certas: ${solved.length} de ${groups.length}.`;
  };
  model.on("change:solved", tell);
  tell();
  return () => model.off("change:solved", tell);
}

export default { render };
