// O acaso e os mundos do treino em C: um gerador por contador, o pêndulo e o carro na montanha.
//
// Faz parte de `run.c`. As equações são as do Gymnasium, e os testes as conferem com o `step` dele.

static const double PI = 3.141592653589793;

// --- o acaso ---------------------------------------------------------------------------------------------------------

// Philox4x32-10 (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3"): counter ← o bloco que ele numera.
EXPORT(philox) void philox(const uint32_t key[2], uint32_t counter[4]) {
  uint32_t k0 = key[0], k1 = key[1], *c = counter;
  for (int round = 0; round < 10; round++, k0 += 0x9E3779B9u, k1 += 0xBB67AE85u) {
    uint64_t a = 0xD2511F53ull * c[0], b = 0xCD9E8D57ull * c[2];
    uint32_t next[4] = {(uint32_t)(b >> 32) ^ c[1] ^ k0, (uint32_t)b, (uint32_t)(a >> 32) ^ c[3] ^ k1, (uint32_t)a};
    memcpy(c, next, sizeof next);
  }
}

// Um fluxo por réplica e por propósito. A chave é a semente: gêmeos, que têm a mesma, sorteiam o mesmo.
enum { ACTOR_WEIGHTS, CRITIC_WEIGHTS, RESET, WARMUP, BATCH, NOISE_OF_ACTION, NOISE_OF_OU, EPISODES, MEASURES, PURPOSES,
       EVALUATION };
typedef struct {
  uint32_t key[2], block[4];
  uint64_t drawn; // palavras já sorteadas
  double spare;   // a outra normal do último par
  int purpose, has_spare;
} Stream;

static Stream stream_of(double seed, int purpose) {
  uint64_t key = (uint64_t)seed;
  return (Stream){.key = {(uint32_t)key, (uint32_t)(key >> 32)}, .purpose = purpose};
}

static uint32_t word(Stream *s) {
  if (s->drawn % 4 == 0) {
    uint64_t at = s->drawn / 4;
    uint32_t counter[4] = {(uint32_t)at, (uint32_t)(at >> 32), (uint32_t)s->purpose, 0};
    philox(s->key, counter);
    memcpy(s->block, counter, sizeof counter);
  }
  return s->block[s->drawn++ % 4];
}

// Uniforme em [0, 1), com 53 bits.
static double uniform(Stream *s) {
  uint32_t a = word(s) >> 5, b = word(s) >> 6;
  return (a * 67108864.0 + b) / 9007199254740992.0;
}

// N(0, 1), aos pares (Box e Muller 1958).
static double normal(Stream *s) {
  if ((s->has_spare = !s->has_spare)) {
    double radius = sqrt(-2 * log1p(-uniform(s))), angle = 2 * PI * uniform(s);
    s->spare = radius * sin(angle);
    return radius * cos(angle);
  }
  return s->spare;
}

// --- os mundos, pelas equações do Gymnasium --------------------------------------------------------------------------

enum { PENDULUM, CAR, WORLDS };
static const struct { int obs_dim, limit; double low, high; } WORLD[WORLDS] = {{3, 200, -2, 2}, {2, 999, -1, 1}};

typedef struct { double x, v, action, reward, total, length, episodes, distance; } Body;

static double clip(double x, double low, double high) { return x < low ? low : x > high ? high : x; }

static void world_reset(int world, Body *body, Stream *s) {
  body->x = world == PENDULUM ? PI * (2 * uniform(s) - 1) : -0.6 + 0.2 * uniform(s);
  body->v = world == PENDULUM ? 2 * uniform(s) - 1 : 0;
  body->total = body->length = 0;
}

// Um passo de física, com a ação em [-1, 1]; devolve se o episódio terminou de verdade.
EXPORT(world_step) int world_step(int world, Body *body, double action) {
  double low = WORLD[world].low, high = WORLD[world].high, x = body->x, v = body->v;
  float u = (float)(0.5 * ((1 - action) * low + (1 + action) * high)); // como em environments.py
  body->action = action;
  if (world == PENDULUM) {
    double angle = x + PI - 2 * PI * floor((x + PI) / (2 * PI)) - PI; // entre −π e π
    body->reward = -(angle * angle + 0.1 * (v * v) + 0.001f * (u * u));
    body->v = clip(v + (15 * sin(x) + 3.0f * u) * 0.05, -8, 8);
    body->x = x + body->v * 0.05;
    return 0;
  }
  v = clip(v + 0.0015 * u - 0.0025 * cos(3 * x), -0.07, 0.07);
  x = clip(x + v, -1.2, 0.6);
  if (x == -1.2 && v < 0) v = 0; // a parede da esquerda
  int terminated = x >= 0.45 && v >= 0;
  body->reward = 100 * terminated - 0.1 * ((double)u * u);
  body->x = (float)x, body->v = (float)v; // o Gymnasium guarda este estado em float32
  return terminated;
}

static void world_see(int world, const Body *body, const float *scale, float *obs) {
  if (world == PENDULUM) obs[0] = (float)cos(body->x), obs[1] = (float)sin(body->x), obs[2] = (float)body->v;
  else obs[0] = (float)body->x, obs[1] = (float)body->v;
  for (int i = 0; i < WORLD[world].obs_dim; i++) obs[i] = (obs[i] - scale[i]) / scale[3 + i];
}
