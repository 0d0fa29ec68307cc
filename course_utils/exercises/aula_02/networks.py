"""A conferência de 02.6 e 02.7: as redes em lacunas, camada por camada e, depois, a ida inteira."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

from ..answers import same, tensor
from ..guard import Unanswered, Wrong, call, refuse, told


def small(layer: nn.Linear, limit: float) -> nn.Linear:
    """A mesma camada, com os parâmetros sorteados de novo entre −`limit` e `limit`."""
    for parameter in layer.parameters():
        nn.init.uniform_(parameter, -limit, limit)
    return layer


class Actor(nn.Module):
    """μ(s), de [lote, 3] a [lote, 1], em [−1, 1]: o ator da aula, com as lacunas preenchidas."""

    def __init__(self, last_limit: float = 0.01) -> None:
        super().__init__()
        self.layer1, self.norm1 = nn.Linear(3, 32), nn.LayerNorm(32)
        self.layer2, self.norm2 = nn.Linear(32, 64), nn.LayerNorm(64)
        self.last = small(nn.Linear(64, 1), last_limit)

    def forward(self, obs: Tensor) -> Tensor:
        """A ação de cada observação."""
        h = torch.relu(self.norm1(self.layer1(obs)))
        h = torch.relu(self.norm2(self.layer2(h)))
        return torch.tanh(self.last(h))


class Critic(nn.Module):
    """Q(s, a), de [lote, 3] e [lote, 1] a [lote]: o crítico da aula, com as lacunas preenchidas."""

    def __init__(self, last_limit: float = 0.01) -> None:
        super().__init__()
        self.layer1, self.norm1 = nn.Linear(3, 32), nn.LayerNorm(32)
        self.layer2, self.norm2 = nn.Linear(32 + 1, 64), nn.LayerNorm(64)
        self.last = small(nn.Linear(64, 1), last_limit)

    def forward(self, obs: Tensor, action: Tensor) -> Tensor:
        """O valor de cada par de observação e ação."""
        h = torch.relu(self.norm1(self.layer1(obs)))
        h = torch.relu(self.norm2(self.layer2(torch.cat([h, action], dim=-1))))
        return self.last(h).squeeze(-1)


def uneven(network: Any) -> Any:
    """A mesma rede, com ganhos, deslocamentos e última camada sorteados largos, para que cada engano apareça."""
    for norm in (network.norm1, network.norm2):
        nn.init.uniform_(norm.weight, 0.5, 2)
        nn.init.uniform_(norm.bias, -0.5, 0.5)
    nn.init.uniform_(network.last.weight, -1, 1)
    return network


def made(network_class: Callable[..., Any], name: str) -> Any:
    """A rede do estudante, com as camadas que o exercício pede, ou o que falta nelas."""
    if not (isinstance(network_class, type) and issubclass(network_class, nn.Module)):
        raise Wrong(f"`{name}` deveria ser a classe, sem parênteses; recebi {told(network_class)}.")
    network = network_class()
    for layer in ("layer1", "norm1", "layer2", "norm2", "last"):
        own = getattr(network, layer, None)
        if own is ...:
            raise Unanswered(f": falta `self.{layer}`.")
        wanted = nn.LayerNorm if layer.startswith("norm") else nn.Linear
        if not isinstance(own, wanted):
            raise Wrong(f"`self.{layer}` deveria ser um `nn.{wanted.__name__}`; recebi {told(own)}.")
    return network


# --- 02.6: o ator ---------------------------------------------------------------------------------------------------


def actor_layers(actor_class: Any) -> None:
    """02.6, as camadas: a segunda recebe 32 números e dá 64."""
    actor = made(actor_class, "MyActor")
    layer2_shape(actor, 32, {3: "a segunda camada recebe o que saiu da primeira; a observação ficou para trás."})


def layer2_shape(network: Any, inputs: int, mistakes: dict[int, str]) -> None:
    """As medidas da segunda camada e do LayerNorm dela."""
    given = (network.layer2.in_features, network.layer2.out_features)
    refuse(given == (64, inputs), "em `nn.Linear(entrada, saída)` a entrada vem primeiro: as duas estão trocadas.")
    refuse(given[0] != inputs, f"`layer2`: {mistakes.get(given[0], 'a entrada ainda não é essa.')}")
    refuse(given[1] != 64, "`layer2`: a saída tem de caber na entrada de `last`, que já está escrita.")
    refuse(
        tuple(network.norm2.normalized_shape) != (64,),
        "`norm2` age no que sai de `layer2`: o tamanho dele é o dessa saída.",
    )


def actor_forward(actor_class: Any) -> None:
    """02.6, a ida, com pesos em que cada engano aparece."""
    actor, obs = uneven(made(actor_class, "MyActor")), torch.randn(12, 3)
    h = torch.relu(actor.norm1(actor.layer1(obs)))
    ends = hidden_mistakes(actor, h)
    right = torch.tanh(ends.pop(""))
    mistakes = {name: torch.tanh(own) for name, own in ends.items()}
    mistakes["falta a tanh na saída: sem ela a ação passa dos limites do motor."] = torch.atanh(right.double())
    mistakes["a sigmoide vai de 0 a 1, e o motor gira para os dois lados."] = torch.sigmoid(torch.atanh(right.double()))
    flat = "Deixe o eixo da ação: aqui não se usa `squeeze`."
    given = tensor(call(actor, obs), (12, 1), "o que `forward` devolveu", {(12,): flat})
    same(given, right, "a ação", mistakes)


def hidden_mistakes(network: Any, x: Tensor) -> dict[str, Tensor]:
    """O fim da rede, antes da tanh, a partir da entrada `x` da segunda camada: o certo, em `""`, e cada engano."""
    z, relu = network.layer2(x), torch.relu
    hidden = {
        "": relu(network.norm2(z)),
        "na segunda camada falta o `norm2`.": relu(z),
        "na segunda camada falta a ReLU.": network.norm2(z),
        "a ordem é camada, LayerNorm, ReLU; na segunda camada a ReLU veio antes.": network.norm2(relu(z)),
        "a segunda camada acaba em ReLU; a tanh é só da saída do ator.": torch.tanh(network.norm2(z)),
    }
    return {name: network.last(h).detach() for name, h in hidden.items()}


# --- 02.7: o crítico ------------------------------------------------------------------------------------------------


def critic_layers(critic_class: Any) -> None:
    """02.7, as camadas: a segunda recebe 32 números e a ação."""
    mistakes = {
        32: "falta lugar para a ação, que entra nesta camada.",
        4: "a segunda camada recebe o que saiu da primeira, e a ação; a observação ficou para trás.",
        35: "a ação do pêndulo é um número só; os três da observação já passaram pela primeira camada.",
    }
    layer2_shape(made(critic_class, "MyCritic"), 33, mistakes)


def critic_forward(critic_class: Any) -> None:
    """02.7, a ida, com pesos em que cada engano aparece."""
    critic, obs, action = uneven(made(critic_class, "MyCritic")), torch.randn(12, 3), torch.rand(12, 1) * 2 - 1
    h = torch.relu(critic.norm1(critic.layer1(obs)))
    mistakes = hidden_mistakes(critic, torch.cat([h, action], -1))
    right = mistakes.pop("")[:, 0]
    mistakes["a ação vem depois de `h`, como os pesos treinados esperam: a ordem em `torch.cat` está trocada."] = (
        hidden_mistakes(critic, torch.cat([action, h], -1))[""]
    )
    mistakes = {name: own[:, 0] for name, own in mistakes.items()}
    mistakes["um valor não tem limites: a tanh é só do ator."] = torch.tanh(right)
    mistakes["um valor pode ser negativo: na saída não há ReLU."] = torch.relu(right)
    column = "Falta o `squeeze(-1)`, que tira o eixo que sobra: um valor por observação."
    given = tensor(call(critic, obs, action), (12,), "o que `forward` devolveu", {(12, 1): column})
    same(given, right, "o valor", mistakes)
