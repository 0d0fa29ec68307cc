"""Aula 03."""

CELLS = ["class Memory"]

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
        ("a resposta de quem tem γ = 0,97", "value = -(np.pi**2) / (1 - 0.97)"),
        ("o alvo com o futuro", "last_target = value"),
        ("não apaga a recompensa", "last_target = 0"),
        ("não há relógio", "can_tell = 'Sim'"),
    ],
    "03.3": [
        ("recorte a ação em [−1, 1]", (".clip(-1, 1)", "")),
        ("o ambiente recebe `2 * action`", ("env.step(2 * action)", "env.step(action)")),
        ("falta o ruído", (" + 0.2 * random.standard_normal(1)", "")),
        ("vezes maior do que 0,2", ("0.2 * random", "random")),
        ("sorteadas por igual", ("if len(memory) < warmup", "if False")),
        ("a mesma semente", ("obs, info = env.reset()", "obs, info = env.reset(seed=1)")),
        ("pare quando `truncated`", ("while not truncated", "while True")),
        ("a lista dos retornos", ("returns.append(total)", "returns.append(reward)")),
        ("no lugar de `terminated`", ("next_obs, terminated)", "next_obs, truncated)")),
        ("guardou o torque", ("memory.add(obs, action", "memory.add(obs, 2 * action")),
        ("nesta ordem", ("memory.add(obs, action, reward", "memory.add(obs, reward, action")),
        ("guarde antes de fazer `obs = next_obs`", ("memory.add(obs,", "obs = next_obs; memory.add(obs,")),
        ("não anda junto", ("obs, total = next_obs, total + reward", "total = total + reward")),
        ("um `memory.add` por passo", ("memory.add(obs", "if len(memory) < 30: memory.add(obs")),
        ("abra-a com um `*`", ("agent.update(*memory", "agent.update(memory")),
        ("durante o aquecimento", ("if len(memory) >= warmup", "if len(memory)")),
        ("nunca chama `agent.update`", ("if len(memory) >= warmup", "if False")),
        ("o lote tem 64 transições", ("sample(64, random)", "sample(32, random)")),
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
        ("faltou o γ", ("gamma * (1", "(1")),
        ("faltou o `terminated`", (" * (1 - terminated)", "")),
        ("`terminated` ao contrário", ("(1 - terminated)", "terminated")),
        ("faltou o fator `c`", ("c * reward", "reward")),
        (
            "`c` multiplica só a recompensa",
            ("c * reward + gamma * (1 - terminated) * q_next", "c * (reward + gamma * (1 - terminated) * q_next)"),
        ),
        (
            "é só do futuro",
            ("c * reward + gamma * (1 - terminated) * q_next", "(1 - terminated) * (c * reward + gamma * q_next)"),
        ),
        (
            "γ desconta só o futuro",
            ("c * reward + gamma * (1 - terminated) * q_next", "gamma * (c * reward + (1 - terminated) * q_next)"),
        ),
        ("e não (1 − γ)", ("gamma * (1", "(1 - gamma) * (1")),
        ("faltou a recompensa", ("c * reward + ", "")),
        ("y = c r + …, e não", ("c * reward + gamma", "c * reward - gamma")),
        ("uma ação fixa", ("target_actor(next_obs)", "torch.ones(len(next_obs), 1)")),
        ("gradiente pelo alvo", ("torch.no_grad()", "torch.enable_grad()")),
        ("Broadcast", ("(next_obs))\n", "(next_obs))[:, None]\n")),
    ],
    "03.7": [
        ("faltou o quadrado", (".square()", "")),
        ("Falta a média do lote", (".square().mean()", ".square()")),
        ("é a soma, e não a média", (".square().mean()", ".square().sum()")),
        ("é o valor absoluto", (".square()", ".abs()")),
        ("há uma raiz a mais", (".square().mean()", ".square().mean().sqrt()")),
        ("antes da média", (".square().mean()", ".mean().square()")),
        ("perda de Huber", ("(critic(obs, action) - y).square().mean()", "F.smooth_l1_loss(critic(obs, action), y)")),
        ("o sinal está trocado", ("return (", "return -(")),
        ("nenhum gradiente sai de `critic_loss`", ("critic(obs, action)", "critic(obs, action).detach()")),
        ("falta um `return`", ("return (", "loss = (")),
    ],
    "03.8": [
        ("sinal trocado", ("return -critic", "return critic")),
        ("é a soma, e não a média", (".mean()", ".sum()")),
        ("Falta a média", (".mean()", "")),
        ("não chega ao ator", ("actor(obs))", "actor(obs).detach())")),
        ("nenhum gradiente sai de `actor_loss`", (".mean()", ".mean().detach()")),
        (
            "o quadrado é da perda do crítico",
            ("-critic(obs, actor(obs)).mean()", "critic(obs, actor(obs)).square().mean()"),
        ),
        ("para longe de zero", (".mean()", ".square().mean()")),
        ("faltou o crítico", ("-critic(obs, actor(obs)).mean()", "-actor(obs).mean()")),
        ("olha um estado só", (".mean()", ".max()")),
    ],
    "03.9": [
        ("τ trocado", ("tau * fast + (1 - tau) * slow", "tau * slow + (1 - tau) * fast")),
        (
            "a cópia não saiu do lugar",
            ("slow.copy_(tau * fast + (1 - tau) * slow)", "slow = tau * fast + (1 - tau) * slow"),
        ),
        ("mudou a rede original", ("slow.copy_", "fast.copy_")),
        ("isso é τ = 1", ("tau * fast + (1 - tau) * slow", "fast")),
        ("faltou o (1 − τ)", ("tau * fast + (1 - tau) * slow", "slow + tau * fast")),
        ("faltou somar o que a cópia já era", ("tau * fast + (1 - tau) * slow", "tau * fast")),
        ("a diferença é θ − θ′", ("tau * fast + (1 - tau) * slow", "slow + tau * (slow - fast)")),
        (
            "só uma parte da rede andou",
            ("zip(target.parameters(), online.parameters())", "[*zip(target.parameters(), online.parameters())][:2]"),
        ),
        ("só deixa mudar um parâmetro à mão", ("with torch.no_grad():", "if True:")),
    ],
}
