"""Uma atualização do DDPG, e uma do TD3, deduzidas de novo, em NumPy float64 e uma réplica por vez: o juiz do pacote.

Nada aqui vem de `course_utils`: só a forma do vetor `flat` é compartilhada. As derivadas são escritas por
índices (einsum), e não na forma em que o pacote as escreve.
"""

import numpy as np


def unpack(flat, inputs, extra, outputs, hidden):
    """Os parâmetros de uma rede, na ordem em que `flat` os guarda."""
    shapes, widths = [], (inputs, *hidden)
    for i, (n, m) in enumerate(zip(widths, widths[1:])):
        shapes += [(n + extra * (i == 1), m), (m,), (m,), (m,)]
    shapes += [(outputs, widths[-1] + extra * (len(widths) == 2)), (outputs,)]
    cuts = np.cumsum([np.prod(s) for s in shapes])[:-1]
    return [part.reshape(s) for part, s in zip(np.split(np.asarray(flat, np.float64), cuts), shapes)]


def forward(params, x, action=None):
    """A ida; devolve a saída (sem tanh) e o que a volta precisa."""
    memory = []
    layers = (len(params) - 2) // 4
    for i in range(layers):
        W, b, gain, shift = params[4 * i : 4 * i + 4]
        if i == 1 and action is not None:
            x = np.concatenate([x, action], 1)
        z = x @ W + b
        mean, var = z.mean(1, keepdims=True), z.var(1, keepdims=True)
        z_hat = (z - mean) / np.sqrt(var + 1e-5)
        h = np.maximum(gain * z_hat + shift, 0)
        memory.append((x, z_hat, np.sqrt(var + 1e-5), h))
        x = h
    if layers == 1 and action is not None:
        x = np.concatenate([x, action], 1)
    W, b = params[-2:]
    return np.einsum("bi,oi->bo", x, W) + b, (memory, x)


def backward(params, memory, g, act_dim=0):
    """Os gradientes de todos os parâmetros, já achatados, e o da ação."""
    memory, last = memory
    W = params[-2]
    grads = [np.einsum("bo,bi->oi", g, last), g.sum(0)]
    g = np.einsum("bo,oi->bi", g, W)
    g_action = None
    if len(memory) == 1 and act_dim:
        g, g_action = g[:, :-act_dim], g[:, -act_dim:]
    for i in reversed(range(len(memory))):
        x, z_hat, std, h = memory[i]
        W, _, gain, _ = params[4 * i : 4 * i + 4]
        g = g * (h > 0)
        d_gain, d_shift = (g * z_hat).sum(0), g.sum(0)
        g = g * gain
        # derivada do LayerNorm, elemento a elemento: (δij − 1/n − ẑi ẑj / n) / std
        n = z_hat.shape[1]
        jacobian = (np.eye(n) - 1 / n - z_hat[:, :, None] * z_hat[:, None, :] / n) / std[:, :, None]
        g = np.einsum("bj,bij->bi", g, jacobian)
        grads = [np.einsum("bi,bj->ij", x, g), g.sum(0), d_gain, d_shift, *grads]
        g = np.einsum("bj,ij->bi", g, W)
        if i == 1 and act_dim:
            g, g_action = g[:, :-act_dim], g[:, -act_dim:]
    return np.concatenate([part.ravel() for part in grads]), g_action


def adam(theta, gradient, state, lr):
    """Um passo do Adam, como no artigo; `state` é (m, v, t)."""
    m, v, t = state
    t += 1
    m, v = 0.9 * m + 0.1 * gradient, 0.999 * v + 0.001 * gradient**2
    return theta - lr * (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8), (m, v, t)


def actor_step(flat, moments, critic, obs, act_dim, hidden, lr):
    """Um passo do ator para cima no crítico; devolve também a perda, −média de Q(s, μ(s))."""
    pre, memory = forward(unpack(flat, obs.shape[1], 0, act_dim, hidden), obs)
    mu = np.tanh(pre)
    q, critic_memory = forward(critic, obs, mu)
    _, g_action = backward(critic, critic_memory, -np.ones_like(q) / len(obs), act_dim)
    gradient, _ = backward(unpack(flat, obs.shape[1], 0, act_dim, hidden), memory, g_action * (1 - mu**2))
    return *adam(flat, gradient, moments, lr), -np.mean(q)


def critic_step(flat, moments, obs, action, y, hidden, lr):
    """Um passo do crítico até y; devolve também a perda, média de (Q − y)²."""
    critic = unpack(flat, obs.shape[1], action.shape[1], 1, hidden)
    q, memory = forward(critic, obs, action)
    gradient, _ = backward(critic, memory, 2 * (q - y[:, None]) / len(y), action.shape[1])
    return *adam(flat, gradient, moments, lr), np.mean((q[:, 0] - y) ** 2)


def ddpg_update(state, batch, *, obs_dim, act_dim, hidden, gamma, tau, actor_lr, critic_lr, reward_scale):
    """Uma atualização de uma réplica. `state`: dict com actor, critic, targets e os estados do Adam."""
    obs, action, reward, next_obs, terminated = (np.asarray(x, np.float64) for x in batch)

    def critic_of(flat):
        return unpack(flat, obs_dim, act_dim, 1, hidden)

    next_action = np.tanh(forward(unpack(state["target_actor"], obs_dim, 0, act_dim, hidden), next_obs)[0])
    q_next = forward(critic_of(state["target_critic"]), next_obs, next_action)[0][:, 0]
    y = np.where(terminated == 1, reward_scale * reward, reward_scale * reward + gamma * q_next)

    critic, critic_adam, critic_loss = critic_step(
        state["critic"], state["critic_adam"], obs, action, y, hidden, critic_lr
    )
    actor, actor_adam, actor_loss = actor_step(
        state["actor"], state["actor_adam"], critic_of(critic), obs, act_dim, hidden, actor_lr
    )
    new = dict(
        actor=actor,
        critic=critic,
        actor_adam=actor_adam,
        critic_adam=critic_adam,
        target_actor=tau * actor + (1 - tau) * state["target_actor"],
        target_critic=tau * critic + (1 - tau) * state["target_critic"],
    )
    return new, critic_loss, actor_loss


def td3_update(state, batch, normal, moves, *, obs_dim, act_dim, hidden, gamma, tau, actor_lr, critic_lr, reward_scale,
               target_noise, noise_clip):  # fmt: skip
    """Uma atualização do TD3 (algoritmo 1 de Fujimoto et al. 2018) de uma réplica, transição por transição no alvo.

    - `state`: dict com actor, target_actor, actor_adam e, em listas, critics, target_critics e critic_adams.
    - `normal`: o ruído N(0, 1) da ação do alvo, `[lote, act_dim]`; `moves`: se é a vez do ator e dos alvos.
    """
    obs, action, reward, next_obs, terminated = (np.asarray(x, np.float64) for x in batch)
    y = np.zeros(len(reward))
    for i, s in enumerate(next_obs):
        mu = np.tanh(forward(unpack(state["target_actor"], obs_dim, 0, act_dim, hidden), s[None])[0])
        noise = np.array([max(-noise_clip, min(noise_clip, target_noise * x)) for x in normal[i]])
        smooth = np.array([max(-1.0, min(1.0, x)) for x in mu[0] + noise])[None]
        each = [
            forward(unpack(flat, obs_dim, act_dim, 1, hidden), s[None], smooth)[0].item()
            for flat in state["target_critics"]
        ]
        y[i] = reward_scale * reward[i] + (0.0 if terminated[i] else gamma * min(each))

    steps = [
        critic_step(flat, moments, obs, action, y, hidden, critic_lr)
        for flat, moments in zip(state["critics"], state["critic_adams"])
    ]
    critics, critic_adams, losses = map(list, zip(*steps))
    new = state | dict(critics=critics, critic_adams=critic_adams)
    if not moves:
        return new, losses[0], np.nan
    first = unpack(critics[0], obs_dim, act_dim, 1, hidden)
    actor, actor_adam, actor_loss = actor_step(
        state["actor"], state["actor_adam"], first, obs, act_dim, hidden, actor_lr
    )
    new |= dict(
        actor=actor,
        actor_adam=actor_adam,
        target_actor=tau * actor + (1 - tau) * state["target_actor"],
        target_critics=[tau * one + (1 - tau) * old for one, old in zip(critics, state["target_critics"])],
    )
    return new, losses[0], actor_loss
