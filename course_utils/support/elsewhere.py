"""Os nomes que as mesmas coisas têm em outras bibliotecas: quem vem delas encontra aqui o nome daqui."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from .checks import similar

P = ParamSpec("P")
R = TypeVar("R")
F = TypeVar("F", bound=Callable[..., Any])

#: O nome daqui → os de lá, para um ajuste.
SETTINGS = {
    "seeds": "seed,random_seed,rng_seed,n_envs,num_envs,num_workers,n_workers,replicas",
    "capacity": "buffer_size,replay_size,memory_size,buffer_capacity,max_size,replay_buffer_size,buffer_limit,limit",
    "warmup": "learning_starts,start_steps,start_timesteps,random_steps,update_after,warmup_steps,nb_steps_warmup",
    "updates_per_step": "gradient_steps,train_freq,utd,utd_ratio,update_every,num_updates,n_updates,nb_train_steps",
    "batch_size": "minibatch_size,train_batch_size,mini_batch_size,batch",
    "exploration": "noise,action_noise,param_noise,parameter_noise,exploration_noise,noise_type,random_process",
    "hindsight": "her,hindsight_replay,replay_buffer_class,replay_buffer_kwargs,goal_replay",
    "share": "her_ratio,relabel_ratio,replay_k,n_sampled_goal,future_p",
    "strategy": "goal_selection_strategy,goal_strategy,replay_strategy",
    "normalize": "normalize_observations,normalize_obs,norm_obs,obs_norm",
    "actor": "policy,pi,actor_network,policy_net,policy_network",
    "critic": "qf,q_network,q_net,critic_network,value_network",
    "encoder": "features_extractor,features_extractor_class,cnn",
    "twin_critics": "n_critics,num_critics,double_q,twin_q,clipped_double_q",
    "target_noise": "policy_noise,target_policy_noise,smoothing_noise",
    "noise_clip": "target_noise_clip",
    "policy_delay": "policy_freq,policy_frequency,actor_update_interval,update_actor_interval",
    "gamma": "discount,discount_factor",
    "tau": "polyak,target_update_tau,soft_update_tau,target_soft_update",
    "actor_lr": "lr,learning_rate,pi_lr,policy_lr,lr_actor,actor_learning_rate",
    "critic_lr": "lr,learning_rate,q_lr,lr_critic,critic_learning_rate,value_lr",
    "reward_scale": "reward_scaling,reward_factor",
    "hidden": "hidden_sizes,hidden_dim,hidden_size,net_arch,layers,policy_kwargs,fcnet_hiddens,hidden_dims",
    "env": "env_id,env_fn,env_name,environment,make_env,gym_id",
    "agent": "model,policy",
    "episodes": "n_eval_episodes,n_episodes,num_episodes,eval_episodes",
    "sigma": "std,stddev,sd,scale,initial_stddev,action_std,noise_std,volatility",
    "alpha": "adoption_coefficient,adaptation_coefficient",
    "delta": "desired_action_stddev,desired_stddev,desired_action_std,threshold",
    "every": "adapt_every,adaptation_interval,noise_update_interval,param_noise_adaption_interval",
    "decay": "sigma_decay,noise_decay,epsilon_decay",
    "obs_dim": "state_dim,state_size,observation_dim,n_states,obs_size",
    "act_dim": "action_dim,action_size,n_actions,act_size,nb_actions",
    "obs_shape": "state_dim,obs_dim,observation_space,observation_shape",
}
#: Os ajustes que só existem lá, e o que fazer aqui.
MISSING = {
    "mu": "a média do ruído é sempre zero; tire-o da chamada",
    "mean": "a média do ruído é sempre zero; tire-o da chamada",
    "size": "o treino diz à exploração quantas dimensões tem a ação; tire-o da chamada",
    "x0": "o ruído começa cada episódio em zero; tire-o da chamada",
    "initial_noise": "o ruído começa cada episódio em zero; tire-o da chamada",
    "deterministic": "`evaluate` já avalia sem ruído; tire-o da chamada",
    "total_timesteps": "quantos passos se diz ao avançar: `trainer.advance(until=…)`",
    "verbose": "uma barra se pede ao avançar: `trainer.advance(until=…, progress=True)`",
    "max_ep_len": "a duração de um episódio é do ambiente: `gymnasium.wrappers.TimeLimit(env, …)`",
    "max_episode_steps": "a duração de um episódio é do ambiente: `gymnasium.wrappers.TimeLimit(env, …)`",
    "tensorboard_log": "as medidas ficam em `trainer.metrics` e em `trainer.history`; tire-o da chamada",
    "optimizer": "o otimizador é o Adam, com `actor_lr` e `critic_lr`; tire-o da chamada",
}
#: O que se pede de um objeto com outro nome, e o que há aqui.
METHODS = {
    "trainer.advance(until=…)": "learn,fit,train,run,train_step,training_step,optimize",
    "agent.act(obs)`, com `agent = trainer.agent": "predict,select_action,choose_action,get_action,compute_action,"
    "compute_single_action,compute_actions,select,act_deterministic,policy,forward",
    "trainer.save(caminho)": "save_checkpoint,dump,to_file,save_model",
    "Trainer.load(caminho)": "restore,from_file,load_model,load_from_checkpoint,from_checkpoint",
    "evaluate(trainer.agent, env)": "evaluate,evaluate_policy,test,eval,score",
    "trainer.buffer": "replay_buffer,memory,replay,replay_memory",
    "trainer.environments.envs": "env,get_env,envs,vec_env,training_env",
    "trainer.agent": "model,actor_critic,ddpg",
    "trainer.agent.actor": "actor,pi,actor_network,mu",
    "trainer.agent.critic": "critic,qf,q_network",
    "trainer.steps": "num_timesteps,total_steps,global_step,step_count,n_steps,total_timesteps",
    "trainer.new_episode()": "reset,reset_env,new_game",
    "trainer.history": "episode_returns,rewards,episode_rewards,returns_history,ep_info_buffer",
    "trainer.change(nome, valor)": "set_parameters,set,set_params,update_settings,set_env",
    "trainer.settings": "get_parameters,parameters,state_dict,hyperparameters,config,params",
    "buffer.add(obs, action, reward, next_obs, terminated)": "push,append,store,remember,store_transition",
    "buffer.sample(batch_size, random)": "sample_batch,get_batch",
}
_SETTING: dict[str, list[str]] = {}
for _here, _names in SETTINGS.items():
    for _there in _names.split(","):
        _SETTING.setdefault(_there, []).append(_here)
_METHOD = {there: here for here, names in METHODS.items() for there in names.split(",")}


def suggestion(name: str, accepted: Iterable[str]) -> str:
    """Completa uma mensagem sobre um ajuste que não há: o nome que ele tem aqui, um parecido, ou os aceitos."""
    accepted = set(accepted)
    here = [own for own in _SETTING.get(name, []) if own in accepted]
    if here:
        more = ", uma lista: `seeds=[0]`" if here == ["seeds"] else ""
        return f"; aqui ele se chama {' e '.join(map(repr, here))}{more}."
    return f": {MISSING[name]}." if name in MISSING else similar(name, accepted)


def named(function: Callable[P, R]) -> Callable[P, R]:
    """Um argumento que a função não tem é recusado em português, com o nome que ele tem aqui."""
    signature = inspect.signature(function)
    accepted = [name for name in signature.parameters if name != "self"]
    owner = function.__qualname__.removesuffix(".__init__")

    @functools.wraps(function)
    def checked(*args: P.args, **settings: P.kwargs) -> R:
        for name in settings:
            if name not in accepted:
                raise TypeError(f"`{owner}` não tem um ajuste chamado {name!r}{suggestion(name, accepted)}")
        try:
            signature.bind(*args, **settings)
        except TypeError as error:
            call = ", ".join(str(signature.parameters[name]).split(":")[0] for name in accepted)
            raise TypeError(f"`{owner}` precisa de outros argumentos; aceita `{owner}({call})`.") from error
        return function(*args, **settings)

    return checked


def extending(parent: type[Any]) -> Callable[[F], F]:
    """Um construtor cujo `**` recebe os ajustes de `parent`: a assinatura dele passa a dizer todos, pelo nome."""

    def whole(function: F) -> F:
        own, given = (inspect.signature(one) for one in (function, parent.__init__))
        mine = {name: one for name, one in own.parameters.items() if one.kind is not one.VAR_KEYWORD}
        rest = {name: one for name, one in given.parameters.items() if name not in mine}
        vars(function)["__signature__"] = own.replace(parameters=[*mine.values(), *rest.values()])
        return function

    return whole


class Suggesting:
    """Um atributo que não existe é recusado em português, com o que há no lugar dele."""

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            kind = type(self).__name__
            if name.startswith("_"):
                raise AttributeError(f"{kind!r} não tem {name!r}", name=name, obj=self)
            public = [one for one in dir(self) if not one.startswith("_")]
            instead = f"; use `{_METHOD[name]}`." if name in _METHOD else similar(name, public)
            raise AttributeError(f"{kind} não tem `{name}`{instead}", name=name, obj=self)
