"""O replay buffer contra um modelo simples: uma lista das últimas transições."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_utils.replay import ReplayBuffer


def transition(i, replicas):
    """A transição i de cada réplica, com números que dizem de onde vieram."""
    own = np.arange(replicas) + 100 * i
    return own[:, None] + np.zeros((1, 2)), own[:, None] / 1e5, own + 0.5, own[:, None] + np.ones((1, 2)), own % 2


@settings(deadline=None, max_examples=60)
@given(st.integers(1, 9), st.integers(1, 3), st.integers(1, 30))
def test_holds_exactly_the_last_transitions(capacity, replicas, added):
    """Sorteando todos os índices, aparecem as últimas `capacity` transições, e nenhuma outra."""
    buffer = ReplayBuffer(capacity, (2,), 1, replicas)
    for i in range(added):
        buffer.add(*transition(i, replicas))
    size = min(added, capacity)
    assert len(buffer) == size
    batch = buffer.at(np.tile((np.arange(size) + 0.5) / size, (replicas, 1)))
    for k in range(replicas):
        wanted = [100 * i + k for i in range(added - size, added)]
        order = np.argsort(batch.reward[k].numpy())
        assert batch.reward[k].numpy()[order].tolist() == [x + 0.5 for x in wanted]
        assert batch.obs[k].numpy()[order].tolist() == [[x, x] for x in wanted]
        assert batch.next_obs[k].numpy()[order].tolist() == [[x + 1, x + 1] for x in wanted]
        np.testing.assert_allclose(batch.action[k, :, 0].numpy()[order], [x / 1e5 for x in wanted], rtol=1e-6)
        assert batch.terminated[k].numpy()[order].tolist() == [x % 2 for x in wanted]


@settings(deadline=None, max_examples=40)
@given(st.lists(st.floats(0, 1, exclude_max=True), min_size=1, max_size=20), st.integers(1, 50))
def test_index_is_floor_of_u_times_size(uniforms, size):
    buffer = ReplayBuffer(100, (1,), 1)
    for i in range(size):
        buffer.add([[i]], [[0]], [i], [[i]], [0])
    batch = buffer.at(np.array([uniforms]))
    assert batch.reward[0].tolist() == [int(u * size) for u in uniforms]


def test_samples_are_copies_and_frames_stay_small():
    buffer = ReplayBuffer(4, (3, 8, 8), 2, 2, dtype=np.uint8)
    buffer.add(np.full((2, 3, 8, 8), 200), np.zeros((2, 2)), np.zeros(2), np.zeros((2, 3, 8, 8)), np.zeros(2))
    batch = buffer.at(np.zeros((2, 5)))
    assert batch.obs.shape == (2, 5, 3, 8, 8) and str(batch.obs.dtype) == "torch.uint8"
    batch.obs.zero_()
    assert buffer.obs[0, 0].max() == 200


def test_empty_buffer_says_what_to_do():
    with pytest.raises(ValueError, match="vazio.*`add`"):
        ReplayBuffer(4, (1,), 1).at(np.zeros((1, 1)))


@pytest.mark.parametrize("capacity", [0, -1, 2.5, True, "10"])
def test_bad_capacity_is_refused(capacity):
    with pytest.raises((TypeError, ValueError), match="`capacity` recebeu"):
        ReplayBuffer(capacity, (1,), 1)
