// Um treino inteiro em C, do primeiro sorteio à última curva: o laço de `course_utils/training.py`, sem Python.
//
// Serve a dois donos: o Python (`run.py`, por `wasmtime`) e uma página (um Web Worker). Seno, cosseno, logaritmo, tanh
// e todo o acaso são daqui de dentro; por isso **a mesma configuração dá a mesma rodada, bit a bit, em toda parte**.
//
// COMO SE USA. Endereços são bytes na memória do módulo, exportada como `memory`. R réplicas, O larguras da observação,
// P parâmetros do ator.
//   _initialize()         uma vez, antes de tudo.
//   exchange_at()         o endereço de EXCHANGE = 16.384 doubles, por onde se trocam números.
//   memory_at()           o primeiro endereço livre: é onde se cria o treino, `run` daqui em diante.
//   run_bytes()           quantos bytes pede o treino descrito em exchange, ou 0 se a configuração não serve. Quem
//                         chama faz a memória crescer, uma vez só, até memory_at() + run_bytes().
//   run_create(run)       cria o treino nesse endereço; 1, ou 0 se a configuração não serve.
//   run_steps(run, n)     avança n passos e devolve quantos deu. Menos que n: uma observação deixou de ser um número
//                         finito, e este treino não anda mais.
//   run_change(run, passo, ajuste, réplica, valor)
//                         põe uma mudança na fila, que vale quando `passo` passos tiverem sido dados (se já foram, já);
//                         réplica −1: todas. 0 se recusada: fora do intervalo, fora de ordem, ou CHANGES à espera.
//   run_evaluate(run, réplica, n, semente)
//                         exchange[e] ← o retorno, sem ruído, do episódio que a semente + e começa; o treino não muda.
//   run_digest(run)       64 bits que resumem o estado (um i64; em JavaScript, um BigInt: use BigInt.asUintN(64, …)).
//   run_count(run, i)     0 passos; 1 atualizações; 2 amostras; 3 bytes em uso; 4 a réplica que falhou, desde 1;
//                         5 mudanças à espera; 6 P, os parâmetros do ator; 7 O.
//   run_field(run, i)     o endereço de um campo:
//     0 BODIES   double [R, 8]       x e v (ângulo ou posição; velocidade), ação em [-1, 1], recompensa, retorno e
//                                    passos do episódio em curso, episódios terminados, última d (NaN antes dela)
//     1 LIVE     double [13, R]      os ajustes, na ordem de SETTINGS
//     2 HISTORY  double [R, 1024, 3] o episódio i está em i mod 1024: retorno, passos, passo do treino em que acabou
//     3 TRACE    float [1024, R, 8]  o passo s, desde 1, está em (s − 1) mod 1024: perdas do crítico e do ator, Q,
//                                    normas dos gradientes dos dois (NaN antes da primeira atualização), σ, d e a ação
//     4 SAMPLES  float [1024, R, 8]  o mesmo a cada `every` passos; a amostra i, em i mod 1024, é do passo every·(i+1)
//     5 ACTOR    float [R, P]        o ator
//     6 NOISY    float [R, P]        o ator perturbado, que age se há ruído nos parâmetros
//     7 SEEN     float [R, O]        a observação atual, na escala das redes
//     8 SCALE    float [6]           centro e meia-largura dessa escala, três e três
//     9 CONFIG   double [...]        a configuração com que o treino foi criado
//   run_learner(run)      o endereço do aprendiz, para `learner_field` e `learner_size`, de learner.c.
//   run_restore(run)      depois de copiar para cá os bytes [run, run + run_count(3)) de um treino guardado: refaz os
//                         endereços; 1, ou 0 se eles não são um treino deste motor. A memória precisa de run_bytes().
// CONFIGURAÇÃO, em exchange: 0 ambiente (0 Pendulum-v1, 1 MountainCarContinuous-v0); 1 R; 2 batch_size; 3 capacity;
//   4 warmup; 5 updates_per_step; 6 explorações (1 na ação + 2 OU + 4 nos parâmetros); 7 every; 8 se normaliza;
//   9 quantas escondidas; 10 a 12 low e 13 a 15 high da normalização; daí, em seguida, as larguras das escondidas,
//   R sementes (inteiros de 0 a 2⁵³ − 1) e os ajustes, SETTINGS × R.

#include "learner.c"

#ifdef __clang__ // daqui em diante nada pesa no tempo: que pese pouco no arquivo
#pragma clang attribute push(__attribute__((minsize)), apply_to = function)
#endif

#include "worlds.c"

enum { GAMMA_, TAU_, ACTOR_LR_, CRITIC_LR_, REWARD_SCALE_, // os do aprendiz, na ordem dos seus campos
       SIGMA, DECAY,                                       // ActionNoise
       OU_SIGMA, THETA, DT,                                // OUNoise
       NOISE_SIGMA, ALPHA, DELTA,                          // ParameterNoise
       SETTINGS };
static const double LOW[SETTINGS] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 1e-6, 0, 1, 0};
static const double HIGH[SETTINGS] = {1, 1, 1, 1, 1e6, 10, 1, 10, 100, 10, 10, 10, 2};

enum { ACTION_NOISE = 1, OU_NOISE = 2, PARAMETER_NOISE = 4 };
enum { HEADER = 16, STATES = 64, HISTORY = 1024, TRACE = 1024, CHANGES = 1024, ROW = 8 };
static const double LAST_LAYER = 0.01;

// --- o treino --------------------------------------------------------------------------------------------------------

typedef struct { double step, value; int setting, replica; } Change;

typedef struct {
  uint32_t magic, bytes;
  int world, replicas, capacity, warmup, updates_per_step, explorations, every, fault;
  int64_t steps, updates, samples, first_change, last_change;
  double *config, *live, *history, *ou;
  Body *body, *trial;   // trial: os corpos de uma avaliação, [rows]
  Stream *stream;       // [R, PURPOSES]
  Change *change;       // a fila, circular
  float *scale, *seen, *trace, *sample, *noisy, *normals, *replay;
  Learner learner;
} Run;

static int replay_row(const Run *run) { return 2 * WORLD[run->world].obs_dim + 3; }
static int64_t stored(const Run *run) { return run->steps < run->capacity ? run->steps : run->capacity; }
static float *transition(const Run *run, int64_t slot, int k) {
  return run->replay + (slot * run->replicas + k) * replay_row(run);
}

// Quantos doubles tem a configuração, ou 0 se ela não serve.
static int config_size(const double *config) {
  static const double low[10] = {0, 1, 1, 1, 0, 0, 0, 1, 0, 1};
  static const double high[10] = {WORLDS - 1, 1000, 1e5, 1e8, 1e12, 1000, 7, 1e9, 1, MOST_LAYERS};
  for (int i = 0; i < 10; i++)
    if (!(config[i] >= low[i] && config[i] <= high[i] && config[i] == floor(config[i]))) return 0;
  int R = (int)config[1], size = HEADER + (int)config[9] + R;
  for (int i = size - R; i < size; i++)
    if (!(config[i] >= 0 && config[i] < 9007199254740992.0 && config[i] == floor(config[i]))) return 0;
  for (int i = 0; i < SETTINGS * R; i++)
    if (!(config[size + i] >= LOW[i / R] && config[size + i] <= HIGH[i / R])) return 0;
  return size + SETTINGS * R;
}

// Dá a cada coisa o seu lugar, de `at` em diante; o replay por último, para que o que está em uso seja um começo.
static uint64_t run_layout(Run *run, uint64_t at, const double *config) {
  int size = config_size(config);
  if (!size) return 0;
  run->world = (int)config[0], run->replicas = (int)config[1], run->capacity = (int)config[3];
  run->warmup = config[4] < INT32_MAX ? (int)config[4] : INT32_MAX, run->updates_per_step = (int)config[5];
  run->explorations = (int)config[6], run->every = (int)config[7];
  uint64_t R = run->replicas;
  double shape[6 + MOST_LAYERS] = {R, config[2], WORLD[run->world].obs_dim, 1, STATES, config[9]};
  memcpy(shape + 6, config + HEADER, sizeof(double) * (int)config[9]);
  run->config = (double *)take(&at, 2 * size);
  run->live = (double *)take(&at, 2 * SETTINGS * R);
  run->history = (double *)take(&at, 2 * 3 * HISTORY * R);
  run->body = (Body *)take(&at, sizeof(Body) / 4 * R);
  run->stream = (Stream *)take(&at, sizeof(Stream) / 4 * PURPOSES * R);
  run->change = (Change *)take(&at, sizeof(Change) / 4 * CHANGES);
  run->ou = (double *)take(&at, 2 * R);
  run->scale = take(&at, 6), run->seen = take(&at, 3 * R);
  run->trace = take(&at, TRACE * R * ROW), run->sample = take(&at, TRACE * R * ROW);
  if (!(at = learner_layout(&run->learner, at, shape))) return 0;
  run->trial = (Body *)take(&at, sizeof(Body) / 4 * run->learner.rows);
  run->noisy = run->learner.field[POLICY], run->normals = take(&at, run->learner.actor.size);
  run->replay = take(&at, (uint64_t)run->capacity * R * replay_row(run));
  return at;
}

EXPORT(run_bytes) double run_bytes(void) {
  Run run;
  return (double)run_layout(&run, sizeof(Run) + 64, exchange);
}

// A última camada nasce em U(±LAST_LAYER), as outras em U(±1/√entrada); ganho 1, deslocamento 0 (networks.py).
static void born(const Network *net, float *flat, Stream *s) {
  for (int i = 0; i <= net->hidden; i++) {
    const Layer *layer = &net->layer[i];
    double bound = i < net->hidden ? 1 / sqrt(layer->n) : LAST_LAYER;
    int weights = (layer->n + 1) * layer->m;
    for (int j = 0; j < weights; j++) flat[layer->at + j] = (float)(bound * (2 * uniform(s) - 1));
    for (int j = 0; i < net->hidden && j < 2 * layer->m; j++) flat[layer->at + weights + j] = j < layer->m;
  }
}

// θ̃ ← θ + σ N(0, I): o ator perturbado de uma réplica.
static void perturbed(Run *run, int k, float *noisy, int purpose) {
  const Network *actor = &run->learner.actor;
  Stream *s = run->stream + k * PURPOSES + purpose;
  for (int i = 0; i < actor->size; i++) run->normals[i] = (float)normal(s);
  perturb(actor, noisy, run->learner.field[ACTOR] + k * actor->size,
          (float)run->live[NOISE_SIGMA * run->replicas + k], run->normals);
}

static void start_episode(Run *run, int k) {
  run->ou[k] = 0;
  if (run->explorations & PARAMETER_NOISE) perturbed(run, k, run->noisy + k * run->learner.actor.size, EPISODES);
  world_reset(run->world, &run->body[k], run->stream + k * PURPOSES + RESET);
  world_see(run->world, &run->body[k], run->scale, run->seen + k * WORLD[run->world].obs_dim);
}

static void set_live(Run *run, int setting, int k, double value) {
  run->live[setting * run->replicas + k] = value;
  if (setting <= REWARD_SCALE_) run->learner.field[GAMMA + setting][k] = (float)value;
}

EXPORT(run_create) int run_create(Run *run) {
  uint64_t start = ((uint64_t)(uintptr_t)run + sizeof(Run) + 63) / 64 * 64;
  memset(run, 0, sizeof(Run));
  uint64_t end = run_layout(run, start, exchange);
  if (!end) return 0;
  memset((char *)run + (start - (uintptr_t)run), 0, end - start);
#ifdef __SANITIZE_ADDRESS__
  poisons = 1, run_layout(run, start, exchange), poisons = 0;
#endif
  memcpy(run->config, exchange, sizeof(double) * config_size(exchange));
  run->magic = 0xDD960001u, run->bytes = sizeof(Run);
  const double *config = run->config, *seeds = config + HEADER + (int)config[9], *live = seeds + run->replicas;
  for (int i = 0; i < 3; i++) {
    run->scale[i] = config[8] ? (float)((config[10 + i] + config[13 + i]) / 2) : 0;
    run->scale[3 + i] = config[8] ? (float)((config[13 + i] - config[10 + i]) / 2) : 1;
  }
  float **f = run->learner.field;
  for (int k = 0; k < run->replicas; k++) {
    int actor = run->learner.actor.size, critic = run->learner.critic.size;
    Stream *own = run->stream + k * PURPOSES;
    for (int purpose = 0; purpose < PURPOSES; purpose++) own[purpose] = stream_of(seeds[k], purpose);
    for (int i = 0; i < SETTINGS; i++) set_live(run, i, k, live[i * run->replicas + k]);
    born(&run->learner.actor, f[ACTOR] + k * actor, own + ACTOR_WEIGHTS);
    born(&run->learner.critic, f[CRITIC] + k * critic, own + CRITIC_WEIGHTS);
    memcpy(f[TARGET_ACTOR] + k * actor, f[ACTOR] + k * actor, sizeof(float) * actor);
    memcpy(f[TARGET_CRITIC] + k * critic, f[CRITIC] + k * critic, sizeof(float) * critic);
    memcpy(run->noisy + k * actor, f[ACTOR] + k * actor, sizeof(float) * actor);
    for (int i = CRITIC_LOSS; i <= ACTOR_GRADIENT; i++) f[i][k] = NAN;
    run->body[k].distance = NAN;
    start_episode(run, k);
  }
  return 1;
}

EXPORT(run_restore) int run_restore(Run *run) {
  uint64_t start = ((uint64_t)(uintptr_t)run + sizeof(Run) + 63) / 64 * 64;
  if (run->magic != 0xDD960001u || run->bytes != sizeof(Run)) return 0;
  return run_layout(run, start, (const double *)((const char *)run + (start - (uintptr_t)run))) != 0;
}

// Faz as mudanças cuja hora chegou, na ordem em que foram pedidas.
static void apply_changes(Run *run) {
  for (; run->first_change < run->last_change; run->first_change++) {
    const Change *change = &run->change[run->first_change % CHANGES];
    if (change->step > run->steps) return;
    for (int k = 0; k < run->replicas; k++)
      if (change->replica < 0 || change->replica == k) set_live(run, change->setting, k, change->value);
  }
}

EXPORT(run_change) int run_change(Run *run, double step, int setting, int replica, double value) {
  int64_t waiting = run->last_change - run->first_change;
  if (setting < 0 || setting >= SETTINGS || replica < -1 || replica >= run->replicas || waiting == CHANGES) return 0;
  if (!(value >= LOW[setting] && value <= HIGH[setting] && step >= 0)) return 0;
  if (waiting && run->change[(run->last_change - 1) % CHANGES].step > step) return 0;
  run->change[run->last_change++ % CHANGES] = (Change){step, value, setting, replica};
  apply_changes(run);
  return 1;
}

// A ação da réplica, em [-1, 1]: uniforme no aquecimento; depois μ(s), ou μ̃(s), com os ruídos somados.
static double choose_action(Run *run, int k) {
  Learner *l = &run->learner;
  Stream *own = run->stream + k * PURPOSES;
  double *live = run->live + k, *x = run->ou + k;
  int R = run->replicas, noisy = run->explorations & PARAMETER_NOISE;
  if (run->steps < run->warmup) return 2 * uniform(own + WARMUP) - 1;
  float mu;
  act(l, (noisy ? run->noisy : l->field[ACTOR]) + k * l->actor.size, run->seen + k * l->obs_dim, &mu, 1);
  double action = mu;
  if (run->explorations & ACTION_NOISE) {
    action += live[SIGMA * R] * normal(own + NOISE_OF_ACTION);
    live[SIGMA * R] *= live[DECAY * R];
  }
  if (run->explorations & OU_NOISE) {
    *x += -live[THETA * R] * *x * live[DT * R] + live[OU_SIGMA * R] * sqrt(live[DT * R]) * normal(own + NOISE_OF_OU);
    action += *x;
  }
  return clip(action, -1, 1);
}

// Recolhe do replay, para a réplica k, `count` transições sorteadas: o índice é floor(u · guardadas).
static void sample_batch(Run *run, int k, int count) {
  Learner *l = &run->learner;
  int O = l->obs_dim, at = k * l->batch;
  for (int i = at; i < at + count; i++) {
    const float *row = transition(run, (int64_t)(uniform(run->stream + k * PURPOSES + BATCH) * stored(run)), k);
    memcpy(l->field[OBS] + i * O, row, sizeof(float) * O);
    memcpy(l->field[NEXT_OBS] + i * O, row + O, sizeof(float) * O);
    l->field[ACTION][i] = row[2 * O], l->field[REWARD][i] = row[2 * O + 1], l->field[TERMINATED][i] = row[2 * O + 2];
  }
}

// Mede d com outra cópia, perturbada só para isso, e leva σ a α σ ou σ / α (Plappert et al. 2017, equação 1).
static void adapt(Run *run, int k) {
  Learner *l = &run->learner;
  int R = run->replicas, O = l->obs_dim;
  double *live = run->live + k, *sigma = live + NOISE_SIGMA * R;
  float *noisy = l->field[ACTOR_PULL]; // rascunho
  for (int i = 0; i < STATES; i++) {
    int64_t slot = (int64_t)(uniform(run->stream + k * PURPOSES + MEASURES) * stored(run));
    memcpy(l->field[SEEN] + i * O, transition(run, slot, k), sizeof(float) * O);
  }
  perturbed(run, k, noisy, MEASURES);
  double d = policy_distance(l, l->field[ACTOR] + k * l->actor.size, noisy, l->field[SEEN], STATES);
  run->body[k].distance = d;
  *sigma = d <= live[DELTA * R] ? live[ALPHA * R] * *sigma : *sigma / live[ALPHA * R];
  if (*sigma > HIGH[NOISE_SIGMA]) *sigma = HIGH[NOISE_SIGMA];
}

// Anota o passo de cada réplica numa linha de uma das memórias circulares.
static void note(const Run *run, float *row) {
  int e = run->explorations, sigma = e & PARAMETER_NOISE ? NOISE_SIGMA : e & ACTION_NOISE ? SIGMA : OU_SIGMA;
  for (int k = 0; k < run->replicas; k++, row += ROW) {
    for (int i = 0; i < 5; i++) row[i] = run->learner.field[CRITIC_LOSS + i][k];
    row[5] = e ? (float)run->live[sigma * run->replicas + k] : 0;
    row[6] = (float)run->body[k].distance, row[7] = (float)run->body[k].action;
  }
}

// Um passo de treino de todas as réplicas, como `Trainer.step`; devolve 0 se alguma deixou de ser finita.
static int step(Run *run) {
  Learner *l = &run->learner;
  int R = run->replicas, O = l->obs_dim, limit = WORLD[run->world].limit, learns = run->updates_per_step;
  apply_changes(run);
  for (int k = 0; k < R; k++) {
    Body *body = &run->body[k];
    float *row = transition(run, run->steps % run->capacity, k);
    memcpy(row, run->seen + k * O, sizeof(float) * O);
    float terminated = world_step(run->world, body, choose_action(run, k));
    world_see(run->world, body, run->scale, row + O);
    memcpy(run->seen + k * O, row + O, sizeof(float) * O);
    row[2 * O] = (float)body->action, row[2 * O + 1] = (float)body->reward, row[2 * O + 2] = terminated;
    body->total += body->reward, body->length++;
    if (!isfinite(body->x) || !isfinite(body->v) || !isfinite(row[2 * O + 1])) run->fault = k + 1;
  }
  run->steps++;
  if (run->fault) return 0;
  int ready = run->steps > run->warmup && stored(run) >= l->batch;
  for (int i = 0; ready && i < learns; i++) {
    run->updates++;
    for (int k = 0; k < R; k++) sample_batch(run, k, l->batch), update(l, k, (int)run->updates, (int)run->updates);
  }
  int measures = run->steps % run->every == 0;
  for (int k = 0; k < R; k++) {
    Body *body = &run->body[k];
    if (ready && measures && run->explorations & PARAMETER_NOISE) adapt(run, k);
    int terminated = transition(run, (run->steps - 1) % run->capacity, k)[2 * O + 2] != 0;
    if (!terminated && body->length < limit) continue;
    double *episode = run->history + 3 * (k * HISTORY + (int64_t)body->episodes % HISTORY);
    episode[0] = body->total, episode[1] = body->length, episode[2] = (double)run->steps;
    body->episodes++;
    start_episode(run, k);
  }
  note(run, run->trace + (run->steps - 1) % TRACE * R * ROW);
  if (measures) note(run, run->sample + run->samples++ % TRACE * R * ROW);
  return 1;
}

EXPORT(run_steps) double run_steps(Run *run, double n) {
  int64_t before = run->steps;
  while (!run->fault && run->steps - before < n && step(run)) {}
  return (double)(run->steps - before);
}

EXPORT(run_evaluate) void run_evaluate(Run *run, int k, int episodes, double seed) {
  Learner *l = &run->learner;
  int O = l->obs_dim, rows = l->rows;
  if (k < 0 || k >= run->replicas) return;
  for (int first = 0; first < episodes && first < EXCHANGE; first += rows) {
    int count = episodes - first < rows ? episodes - first : rows, active = count;
    for (int e = 0; e < count; e++) {
      Stream own = stream_of(seed + first + e, EVALUATION);
      run->trial[e].episodes = 0;
      world_reset(run->world, &run->trial[e], &own);
    }
    for (int t = 0; active && t < WORLD[run->world].limit; t++) {
      for (int e = 0; e < count; e++) world_see(run->world, &run->trial[e], run->scale, l->field[SEEN] + e * O);
      act(l, l->field[ACTOR] + k * l->actor.size, l->field[SEEN], l->field[ACTED], count);
      for (int e = 0; e < count; e++) {
        Body *body = &run->trial[e];
        if (body->episodes) continue;
        if (world_step(run->world, body, l->field[ACTED][e])) body->episodes = 1, active--;
        body->total += body->reward;
      }
    }
    for (int e = 0; e < count && first + e < EXCHANGE; e++) exchange[first + e] = run->trial[e].total;
  }
}

// --- o resumo do estado ----------------------------------------------------------------------------------------------

static uint64_t mix(uint64_t h, uint64_t x) {
  h = (h ^ x) * 0x9E3779B97F4A7C15ull;
  return h ^ h >> 32;
}

// Um NaN é um NaN, quaisquer que sejam os seus bits: eles, sim, mudam de máquina para máquina.
static uint64_t mix_floats(uint64_t h, const float *x, int64_t n) {
  for (int64_t i = 0; i < n; i++) {
    uint32_t bits;
    memcpy(&bits, x + i, 4);
    h = mix(h, x[i] != x[i] ? 0x7fc00000u : bits);
  }
  return h;
}

static uint64_t mix_doubles(uint64_t h, const double *x, int64_t n) {
  for (int64_t i = 0; i < n; i++) {
    uint64_t bits;
    memcpy(&bits, x + i, 8);
    h = mix(h, x[i] != x[i] ? 0x7ff8000000000000ull : bits);
  }
  return h;
}

// Tudo de que o próximo passo depende: configuração, ajustes, corpos, acaso, redes, momentos, ruídos e replay.
EXPORT(run_digest) int64_t run_digest(const Run *run) {
  const Learner *l = &run->learner;
  int R = run->replicas, actor = l->actor.size, critic = l->critic.size;
  uint64_t h = mix(mix(0, run->steps), run->updates);
  h = mix_doubles(h, run->config, config_size(run->config));
  h = mix_doubles(h, run->live, SETTINGS * R);
  h = mix_doubles(h, (const double *)run->body, R * (sizeof(Body) / sizeof(double)));
  h = mix_doubles(h, run->ou, R);
  for (int i = 0; i < R * PURPOSES; i++) h = mix(mix(h, run->stream[i].drawn), run->stream[i].has_spare);
  for (int i = ACTOR; i <= CRITIC_V; i++)
    h = mix_floats(h, l->field[i], (int64_t)R * (i == CRITIC || i == TARGET_CRITIC || i >= CRITIC_M ? critic : actor));
  h = mix_floats(h, run->noisy, (int64_t)R * actor);
  h = mix_floats(h, run->seen, R * l->obs_dim);
  h = mix_floats(h, run->replay, stored(run) * R * replay_row(run));
  return (int64_t)h;
}

EXPORT(run_count) double run_count(const Run *run, int which) {
  uintptr_t used = (uintptr_t)(run->replay + stored(run) * run->replicas * replay_row(run)) - (uintptr_t)run;
  double counts[] = {run->steps, run->updates, run->samples, used, run->fault, run->last_change - run->first_change,
                     run->learner.actor.size, run->learner.obs_dim};
  return which >= 0 && which < 8 ? counts[which] : NAN;
}

EXPORT(run_field) void *run_field(Run *run, int which) {
  void *fields[] = {run->body, run->live, run->history, run->trace, run->sample, run->learner.field[ACTOR],
                    run->noisy, run->seen, run->scale, run->config};
  return which >= 0 && which < 10 ? fields[which] : NULL;
}

EXPORT(run_learner) Learner *run_learner(Run *run) { return &run->learner; }

#ifdef __clang__
#pragma clang attribute pop
#endif
