"""Aula 03."""

CELLS = ["class MyActor", "class MyDDPG"]

QUICK = {
    "03.4": """
from course_utils.study.bands import band

returns = np.random.default_rng(0).normal(-190 + 5 * np.arange(10)[:, None] - 30, 60, (10, 100)).clip(max=-1)
mean = band(returns.mean(1), "mean")
passed, interval = (returns.mean(1) > -200).sum(), (mean.low, mean.high)
""",
    "03.5": """
final = -np.array([160.0, 170, 155, 180, 900, 400, 160, 1200, 700, 850])
last_q = -torch.tensor([5.0, 6, 5, 7, 12, 40, 9, 20, 35, 15])
wins, beyond = 3, 2
""",
}

WRONG = {
    "03.1": [
        ("essa é a forma com o `squeeze`", "q_shape = (64,)"),
        ("o eixo que sobra é o último", "q_shape = (1, 64)"),
        ("broadcast: `[64]` com `[64, 1]`", "y_shape = (64, 1)"),
        ("broadcast: `reward` é `[64]`", "y_shape = (64,)"),
        ("`error_shape`: broadcast", "error_shape = (64, 1)"),
        ("que o PyTorch faz sem avisar", "warns = 'sim'"),
        ("deveria ser uma forma", "q_shape = 64"),
        ("entre aspas", "warns = False"),
    ],
    "03.2": [
        ("faltou o desconto", "value = -200 * np.pi**2"),
        ("o sinal está trocado", "value = -value"),
        ("e não multiplicar", "value = -(np.pi**2) * (1 - 0.95)"),
        ("γ = 0,99", "value = -(np.pi**2) / (1 - 0.99)"),
        ("o alvo com o futuro", "last_target = value"),
        ("não apaga a recompensa", "last_target = 0"),
        ("não há relógio", "can_tell = 'Sim'"),
    ],
    "03.3": [
        ("recorte a ação em [−1, 1]", (".clip(-1, 1)", "")),
        ("o ambiente recebe `2 * action`", ("env.step(2 * action)", "env.step(action)")),
        ("falta o ruído", (" + 0.2 * random.standard_normal(1)", "")),
        ("sorteadas por igual", ("if len(memory) < warmup", "if False")),
        ("a mesma semente", ("obs, info = env.reset()", "obs, info = env.reset(seed=1)")),
        ("pare quando `truncated`", ("while not truncated", "while True")),
        ("a lista dos retornos", ("returns.append(total)", "returns.append(reward)")),
        ("no lugar de `terminated`", ("next_obs, terminated)", "next_obs, truncated)")),
        ("guardou o torque", ("memory.add(obs, action", "memory.add(obs, 2 * action")),
        ("guarde antes de fazer `obs = next_obs`", ("memory.add(obs,", "obs = next_obs; memory.add(obs,")),
        ("não anda junto", ("obs, total = next_obs, total + reward", "total = total + reward")),
        ("um `memory.add` por passo", ("memory.add(obs", "if len(memory) < 30: memory.add(obs")),
        (
            "tire-o de cada campo",
            (
                "*(field[0] for field in memory.sample(64, random))",
                "*memory.sample(64, random)",
            ),
        ),
        ("durante o aquecimento", ("if len(memory) >= warmup", "if len(memory)")),
        ("nunca chama `agent.update`", ("if len(memory) >= warmup", "if False")),
        ("com um torque só", ("env.step(2 * action)", "env.step(2 * action[0])")),
    ],
    "03.4": [
        ("os eixos estão trocados", "returns = returns.T"),
        ("essas já são as médias", "returns = returns.mean(1)"),
        ("a mesma semente", "returns = np.tile(returns[:1], (10, 1))"),
        ("use `evaluate`", "returns = returns[:, :25]"),
        ("você contou episódios", "passed = (returns > -200).sum()"),
        ("sobre os mil episódios", "one = band(returns.ravel(), 'mean'); interval = one.low, one.high"),
        ("o espalhamento das sementes", "m = returns.mean(1); interval = m.mean() - m.std(), m.mean() + m.std()"),
        ("o lado de baixo", "interval = interval[::-1]"),
    ],
    "03.5": [
        ("falta a média dos episódios", "final = np.tile(final[:, None], (1, 100))"),
        ("são dez réplicas", "last_q = last_q[:5]"),
        ("o `tau` das cinco últimas é 1?", "final[5:] = final[:5]"),
        ("os pares em que ela perde", "wins = 2"),
        ("compare par a par", "wins = (final[:5, None] > final[5:]).sum()"),
        ("na escala do mapa", "beyond = 0"),
        ("acima do limite", "beyond = 8"),
        ("antes da primeira atualização", "last_q = torch.zeros(10)"),
    ],
    "03.6": [
        ("faltou o γ", ("self.gamma * ", "")),
        ("faltou o `terminated`", (" * (1 - terminated)", "")),
        ("`terminated` ao contrário", ("(1 - terminated)", "terminated")),
        ("faltou o fator `reward_scale`", ("self.reward_scale * reward", "reward")),
        (
            "gradiente pelo alvo",
            ("with torch.no_grad():\n            q_next", "with torch.enable_grad():\n            q_next"),
        ),
        ("sem redes-alvo", ("self.target_critic(next_obs, self.target_actor(", "self.critic(next_obs, self.actor(")),
        ("a próxima ação é a do ator-alvo", ("self.target_actor(", "self.actor(")),
        ("Broadcast", ("(next_obs))\n", "(next_obs))[:, None]\n")),
        ("faltou o quadrado", (".square()", "")),
        ("Falta a média do lote", (".square().mean()", ".square()")),
        ("é a soma, e não a média", (".square().mean()", ".square().sum()")),
        ("sinal trocado", ("return -self", "return self")),
        ("não chega ao ator", ("self.actor(obs))", "self.actor(obs).detach())")),
        ("passa por uma rede-alvo", ("return -self.critic", "return -self.target_critic")),
        ("mudar só o crítico", ("self.critic(obs, action)", "self.critic(obs, self.actor(obs))")),
        ("τ trocado", ("self.tau * fast + (1 - self.tau) * slow", "self.tau * slow + (1 - self.tau) * fast")),
        ("a cópia não saiu do lugar", ("slow.copy_(self.tau * fast + (1 - self.tau) * slow)", "slow = fast")),
        ("mudou a rede original", ("slow.copy_", "fast.copy_")),
    ],
}
