"""Os desconhecidos: erros para os quais nenhuma pergunta da lista foi escrita; é neles que ela é posta à prova.

Vieram de uma busca por relatos públicos de erro em DDPG e em métodos próximos: entraram os que o relato mostra na
linha, e que se fazem trocando uma função nossa. A lista (`checklist`) já estava fechada.
"""

from __future__ import annotations

import functools

from .. import ddpg, training
from ..ddpg import DDPG
from ..exploration import ActionNoise, ParameterNoise
from ..replay import ReplayBuffer
from .exhibit import Patch, Source, Switch

# --- o alvo e as cópias -------------------------------------------------------------------------------------------


def without_reward(_original):
    """O alvo só tem o futuro: γ (1 − terminated) Q′."""

    def td_target(batch, target_actor, target_critic, gamma, reward_scale):
        q_next = target_critic.head(target_critic.see(batch.next_obs), target_actor(target_critic.see(batch.next_obs)))
        return gamma * (1 - batch.terminated) * q_next

    return td_target


def mask_added(_original):
    """Uma soma no lugar do produto: c r + γ (1 − terminated) + Q′."""

    def td_target(batch, target_actor, target_critic, gamma, reward_scale):
        next_obs = target_critic.see(batch.next_obs)
        q_next = target_critic.head(next_obs, target_actor(next_obs))
        return reward_scale * batch.reward + gamma * (1 - batch.terminated) + q_next

    return td_target


def present_state(_original):
    """O crítico-alvo olha o estado de agora, com a ação do próximo: Q′(s, μ′(s′))."""

    def td_target(batch, target_actor, target_critic, gamma, reward_scale):
        obs, next_obs = target_critic.see(batch.obs), target_critic.see(batch.next_obs)
        q_next = target_critic.head(obs, target_actor(next_obs))
        return reward_scale * batch.reward + gamma * (1 - batch.terminated) * q_next

    return td_target


def actor_left_behind(original):
    """A atualização suave esquece o ator-alvo, que fica para sempre como nasceu."""

    def update(self, batch):
        before = self.target_actor.flat.clone()
        metrics = original(self, batch)
        self.target_actor.flat.copy_(before)
        return metrics

    return update


def same_object(_original):
    """Alvo e rede são o mesmo objeto: o que muda numa já mudou no outro."""
    return lambda target, online, tau: target.copy_(online)


def born_apart(original):
    """Os alvos nascem de outro sorteio, e não como cópias."""

    @functools.wraps(original)
    def __init__(self, *args, **settings) -> None:
        original(self, *args, **settings)
        other = object.__new__(type(self))
        original(other, *args, **settings | {"seeds": [seed + 10_000 for seed in self.seeds]})
        self.target_actor, self.target_critic = other.target_actor, other.target_critic

    return __init__


def each_with_all(_original):
    """Cada Q do lote é comparado com os alvos de todos: o gradiente é o da distância à média deles."""

    def critic_gradient(critic, batch, y):
        q, pullback = critic.vjp(batch.obs, batch.action)
        error = q - y.mean(1, keepdim=True)
        return pullback.params(error * (2 / error.shape[1])), error, q

    return critic_gradient


# --- a memória ----------------------------------------------------------------------------------------------------


def following_row(original):
    """s′ é a observação da linha seguinte da memória: no fim de um episódio, o começo do próximo."""

    def add(self, obs, action, reward, next_obs, terminated) -> None:
        if self.size:
            self.next_obs[:, (self._next - 1) % self.capacity] = obs
        original(self, obs, action, reward, next_obs, terminated)

    return add


def same_array(original):
    """A memória guarda a referência de um vetor que o ambiente reaproveita: s sai igual a s′."""

    def add(self, obs, action, reward, next_obs, terminated) -> None:
        original(self, next_obs, action, reward, next_obs, terminated)

    return add


def raw_batches(original):
    """O lote sai da memória sem normalizar; quem age continua a ver tudo normalizado."""

    def update(self, batch):
        own, self.normalizer = self.normalizer, None
        try:
            return original(self, batch)
        finally:
            self.normalizer = own

    return update


# --- o ruído ------------------------------------------------------------------------------------------------------


def no_noise(_original):
    """O ruído na ação não entra no treino (no código de origem, entrava só no teste)."""
    return lambda self, action: action


def unclipped(_original):
    """A ação com ruído vai à memória e ao ambiente sem recorte."""
    return lambda action: action


def one_for_all(_original):
    """Um número só de ruído, somado a todas as dimensões da ação."""

    def noise(self, action):
        sigma = self.settings["sigma"]
        noisy = action + sigma[:, None] * self.random.next()[:, :1]
        sigma *= self.settings["decay"]
        return noisy

    return noise


def at_every_step(original):
    """O termostato do ruído nos parâmetros age a todo passo, e não a cada `every`."""
    return lambda self, agent, buffer, step: original(self, agent, buffer, 0)


# --- quem é quem --------------------------------------------------------------------------------------------------


def _github(repository: str, kind: str, number: int) -> Source:
    path = "issues" if kind == "issue" else "pull"
    return Source(f"{repository}, {kind} {number}", f"https://github.com/{repository}/{path}/{number}")


_ALL = (
    Switch(
        name="reward_missing",
        title="O alvo sem a recompensa",
        symptom="Q fica perto de zero, seja qual for a recompensa",
        wrong="y = gamma * q_next",
        right="y = r + gamma * q_next",
        patches=[Patch(ddpg, "td_target", without_reward)],
        source=_github("PacktPublishing/Tensorflow-2-Reinforcement-Learning-Cookbook", "issue", 34),
    ),
    Switch(
        name="mask_added",
        title="Um sinal de mais no lugar do vezes",
        symptom="Q cresce sem parar, mesmo onde o episódio termina",
        wrong="y = r + gamma * (1 - done) + q_next",
        right="y = r + gamma * (1 - done) * q_next",
        patches=[Patch(ddpg, "td_target", mask_added)],
        source=_github("ikostrikov/pytorch-ddpg-naf", "issue", 16),
    ),
    Switch(
        name="present_state",
        title="O alvo olha o estado errado",
        symptom="Q não leva nada do futuro para o presente",
        wrong="q_next = target_critic(states, next_actions)",
        right="q_next = target_critic(next_states, next_actions)",
        patches=[Patch(ddpg, "td_target", present_state)],
        source=_github("microsoft/maro", "PR", 413),
    ),
    Switch(
        name="frozen_target_actor",
        title="O ator-alvo nunca é atualizado",
        symptom="o alvo avalia para sempre um ator que não aprendeu nada",
        wrong="soft_update(target_critic, critic)",
        right="soft_update(target_critic, critic); soft_update(target_actor, actor)",
        patches=[Patch(DDPG, "update", actor_left_behind)],
        source=_github("kakaoenterprise/JORLDY", "issue", 120),
    ),
    Switch(
        name="target_is_online",
        title="A rede-alvo é a própria rede",
        symptom="o alvo muda junto com o crítico, seja qual for τ",
        wrong="self.target_critic = self.critic",
        right="self.target_critic = copy.deepcopy(self.critic)",
        patches=[Patch(ddpg, "soft_update", same_object)],
        source=_github("datawhalechina/easy-rl", "issue", 140),
    ),
    Switch(
        name="targets_born_apart",
        title="As redes-alvo nascem diferentes das redes",
        symptom="as primeiras atualizações perseguem redes que ninguém treinou",
        wrong="update_networks(tau=1.0)   # mas o corpo usa self.tau",
        right="target.load_state_dict(online.state_dict())",
        patches=[Patch(DDPG, "__init__", born_apart)],
        source=_github("mimoralea/gdrl", "PR", 14),
    ),
    Switch(
        name="critic_all_pairs",
        title="O crítico compara cada Q com todos os alvos",
        symptom="Q sai quase igual em toda parte: a média dos alvos",
        wrong="loss = ((returns - values) ** 2).mean()   # (64, 1) − (64,) dá (64, 64)",
        right="loss = ((returns.flatten() - values) ** 2).mean()",
        patches=[Patch(ddpg, "critic_gradient", each_with_all)],
        source=_github("RLinf/RLinf", "issue", 1568),
    ),
    Switch(
        name="next_episode",
        title="O último s′ é do episódio seguinte",
        symptom="na última transição de um episódio, s′ é um começo",
        wrong="next_obs = obs[i + 1]",
        right="next_obs = final_obs   # onde o episódio acaba; senão, obs[i + 1]",
        patches=[Patch(ReplayBuffer, "add", following_row)],
        source=_github("hill-a/stable-baselines", "issue", 769),
    ),
    Switch(
        name="same_array",
        title="A memória guarda s igual a s′",
        symptom="em toda transição, nada parece ter mudado",
        wrong="return self.state            # o mesmo vetor a cada passo",
        right="return self.state.copy()",
        patches=[Patch(ReplayBuffer, "add", same_array)],
        source=_github("keras-rl/keras-rl", "issue", 51),
    ),
    Switch(
        name="raw_batches",
        title="O lote sai da memória sem normalizar",
        symptom="quem aprende e quem age veem o mesmo estado em escalas diferentes",
        wrong="obs = self.obs[i]",
        right="obs = self._normalize_obs(self.obs[i], env)",
        patches=[Patch(DDPG, "update", raw_batches)],
        source=_github("DLR-RM/stable-baselines3", "issue", 743),
    ),
    Switch(
        name="noise_missing",
        title="O treino roda sem o ruído pedido",
        symptom="ligar o ruído não muda nada",
        wrong="action = policy(obs) if training else policy(obs) + noise()",
        right="action = policy(obs) + noise() if training else policy(obs)",
        patches=[Patch(ActionNoise, "noise", no_noise)],
        source=_github("keiohta/tf2rl", "issue", 56),
    ),
    Switch(
        name="unclipped",
        title="A ação com ruído passa de 1",
        symptom="a memória guarda ações que o ator nunca daria",
        wrong="action = actor(obs) + noise()",
        right="action = clip(actor(obs) + noise(), -1, 1)",
        patches=[Patch(training, "checked_noise", unclipped)],
        source=_github("thu-ml/tianshou", "issue", 601),
    ),
    Switch(
        name="one_noise_for_all",
        title="O mesmo ruído em todas as dimensões da ação",
        symptom="com dois motores, os dois recebem sempre o mesmo empurrão",
        wrong="actions += torch.normal(0, scale)   # scale é um número só",
        right="actions += torch.normal(0, scale.expand_as(actions))",
        patches=[Patch(ActionNoise, "noise", one_for_all)],
        source=_github("vwxyzjn/cleanrl", "issue", 500),
    ),
    Switch(
        name="adapts_every_step",
        title="O termostato age a todo passo",
        symptom="σ muda depressa demais, e cada passo custa mais",
        wrong="if t % adaptation_interval == 0:         # t não muda dentro deste laço",
        right="if t_train % adaptation_interval == 0:",
        patches=[Patch(ParameterNoise, "adapt", at_every_step)],
        source=_github("openai/baselines", "PR", 306),
    ),
)
#: Os desconhecidos, pelo nome.
STRANGERS: dict[str, Switch] = {one.name: one for one in _ALL}
