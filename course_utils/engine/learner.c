// O aprendiz do curso em C: a mesma atualização de `course_utils/ddpg.py`, com os mesmos nomes.
//
// O texto é o PyTorch (`ddpg.py`, `networks.py`, `layers.py`); isto é a cópia rápida dele, e os testes a conferem
// tensor por tensor. Cada camada tem a ida (`_forward`) e a volta (`_backward`, `_params`, `_input`) lado a lado.
//
//   - Uma réplica de cada vez: nada do que uma faz depende de quem treina ao lado, bit a bit.
//   - Matrizes por linhas, float de 32 bits. Os parâmetros de uma rede são um vetor só, `flat`, com as camadas em
//     ordem: cada escondida é W [n, m], b [m], gain [m], shift [m]; a última é W [m, n], b [m].
//   - A ação entra na segunda camada do crítico, depois do h da primeira.
//   - Nada se aloca durante o treino: quem chama dá a memória uma vez (`learner_bytes`, `learner_create`).
//   - NaN e infinito saem como no PyTorch: relu(NaN) é NaN, e o gradiente só morre onde h <= 0.

#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifdef __clang__
#define SMALL __attribute__((minsize)) // fora do laço de treino, que pese pouco no arquivo
#else
#define SMALL
#endif
#define ONCE __attribute__((noinline)) // uma cópia só no arquivo

#ifdef __wasm__
#define EXPORT(name) __attribute__((export_name(#name)))
#else
#define EXPORT(name)
#endif

enum { MOST_LAYERS = 32, EXCHANGE = 1 << 14 };

// Quatro floats de uma vez: no WebAssembly, um v128; numa CPU, um registrador dela. Vale em qualquer endereço de float.
typedef float v4 __attribute__((vector_size(16), aligned(4), may_alias));
typedef int32_t i4 __attribute__((vector_size(16))); // e as suas máscaras

// Por onde quem chama e o motor trocam números: configurações na entrada, avaliações na saída.
static double exchange[EXCHANGE];
EXPORT(exchange_at) double *exchange_at(void) { return exchange; }

#ifdef __wasm__
extern char __heap_base;
// O primeiro endereço livre do módulo: daí em diante a memória é de quem chama.
EXPORT(memory_at) uint32_t memory_at(void) { return ((uint32_t)&__heap_base + 63) / 64 * 64; }
#endif

// --- contas com vetores ----------------------------------------------------------------------------------------------

static float total_of(v4 sum) { return (sum[0] + sum[1]) + (sum[2] + sum[3]); }
static v4 four(const float *x) { return *(const v4 *)x; }

// Σ x, em quatro somas de quatro, para que uma não espere pela outra.
ONCE static float sum_of(const float *x, int n) {
  v4 a = {0}, b = {0}, c = {0}, d = {0};
  int i = 0;
  for (; i + 16 <= n; i += 16) a += four(x + i), b += four(x + i + 4), c += four(x + i + 8), d += four(x + i + 12);
  for (; i + 4 <= n; i += 4) a += four(x + i);
  float total = total_of((a + b) + (c + d));
  for (; i < n; i++) total += x[i];
  return total;
}

// Σ x y
ONCE static float dot(const float *x, const float *y, int n) {
  v4 a = {0}, b = {0}, c = {0}, d = {0};
  int i = 0;
  for (; i + 16 <= n; i += 16) {
    a += four(x + i) * four(y + i), b += four(x + i + 4) * four(y + i + 4);
    c += four(x + i + 8) * four(y + i + 8), d += four(x + i + 12) * four(y + i + 12);
  }
  for (; i + 4 <= n; i += 4) a += four(x + i) * four(y + i);
  float total = total_of((a + b) + (c + d));
  for (; i < n; i++) total += x[i] * y[i];
  return total;
}

// Σ (x − mean)²
ONCE static float scatter(const float *x, float mean, int n) {
  v4 a = {0}, b = {0}, c = {0}, d = {0};
  int i = 0;
  for (; i + 16 <= n; i += 16) {
    v4 p = four(x + i) - mean, q = four(x + i + 4) - mean, r = four(x + i + 8) - mean, s = four(x + i + 12) - mean;
    a += p * p, b += q * q, c += r * r, d += s * s;
  }
  for (; i + 4 <= n; i += 4) a += (four(x + i) - mean) * (four(x + i) - mean);
  float total = total_of((a + b) + (c + d));
  for (; i < n; i++) total += (x[i] - mean) * (x[i] - mean);
  return total;
}

static float norm(const float *x, int n) { return sqrtf(dot(x, x, n)); }

// Um pedaço de `matmul`: até quatro linhas por oito colunas, com as somas em registradores.
static inline __attribute__((always_inline)) void tile(int rows, int vectors, int depth, const float *a, int a_row,
                                                       int a_column, const float *b, int b_row, const float *start,
                                                       float *c, int c_row) {
  v4 sum[4][2];
  for (int i = 0; i < rows; i++)
    for (int v = 0; v < vectors; v++) sum[i][v] = start ? *(const v4 *)(start + 4 * v) : (v4){0};
  for (int k = 0; k < depth; k++, a += a_column, b += b_row)
    for (int v = 0; v < vectors; v++) {
      v4 own = *(const v4 *)(b + 4 * v);
      for (int i = 0; i < rows; i++) sum[i][v] += a[i * a_row] * own;
    }
  for (int i = 0; i < rows; i++)
    for (int v = 0; v < vectors; v++) *(v4 *)(c + i * c_row + 4 * v) = sum[i][v];
}

// C [rows, columns] = start [columns] + A [rows, depth] · B [depth, columns]. O elemento (i, k) de A está em
// a[i * a_row + k * a_column], e assim A pode ser lida transposta. Cada soma corre sempre na mesma ordem, em k.
static void matmul(int rows, int columns, int depth, const float *a, int a_row, int a_column, const float *b, int b_row,
                   const float *start, float *c, int c_row) {
  int j = 0;
  for (; j + 8 <= columns; j += 8) {
    const float *s = start ? start + j : NULL;
    int i = 0;
    for (; i + 4 <= rows; i += 4)
      tile(4, 2, depth, a + i * a_row, a_row, a_column, b + j, b_row, s, c + i * c_row + j, c_row);
    for (; i < rows; i++) tile(1, 2, depth, a + i * a_row, a_row, a_column, b + j, b_row, s, c + i * c_row + j, c_row);
  }
  if (j + 4 <= columns) {
    const float *s = start ? start + j : NULL;
    for (int i = 0; i < rows; i++)
      tile(1, 1, depth, a + i * a_row, a_row, a_column, b + j, b_row, s, c + i * c_row + j, c_row);
    j += 4;
  }
  for (; j < columns; j++)
    for (int i = 0; i < rows; i++) {
      float sum = start ? start[j] : 0;
      for (int k = 0; k < depth; k++) sum += a[i * a_row + k * a_column] * b[k * b_row + j];
      c[i * c_row + j] = sum;
    }
}

// total [m] = Σ das linhas de g [rows, m]
static void sum_rows(const float *restrict g, int rows, int m, float *restrict total) {
  memset(total, 0, sizeof(float) * m);
  for (int r = 0; r < rows; r++)
    for (int j = 0; j < m; j++) total[j] += g[r * m + j];
}

// --- as camadas (layers.py) ------------------------------------------------------------------------------------------

typedef struct {
  int n, m;        // larguras da entrada (com a ação, onde ela entra) e da saída
  int at;          // onde os seus parâmetros começam em `flat`
  const float *x;  // a entrada lembrada, [rows, n]
  float *own;      // onde ela é guardada, se não é a observação
  float *z_hat;    // LayerNorm(x W + b), [rows, m]; só nas escondidas
  float *mean;     // a média de cada linha, [rows]
  float *rstd;     // 1 / desvio de cada linha, [rows]
} Layer;

static const float LAYER_NORM_EPS = 1e-5f;  // evita a divisão por zero no LayerNorm

// Camada escondida: h = relu(gain · ẑ + shift), com ẑ = LayerNorm(x W + b) (Ba et al. 2016); h tem `h_row` por linha.
static void hidden_forward(const Layer *layer, const float *flat, float *h, int h_row, int rows) {
  int n = layer->n, m = layer->m;
  const float *W = flat + layer->at, *b = W + n * m, *gain = b + m, *shift = gain + m;
  matmul(rows, m, n, layer->x, n, 1, W, m, b, layer->z_hat, m);
  for (int r = 0; r < rows; r++) { // primeiro todas as médias e desvios: as linhas não esperam umas pelas outras
    const float *z = layer->z_hat + r * m;
    layer->mean[r] = sum_of(z, m) / m;
    layer->rstd[r] = 1 / sqrtf(scatter(z, layer->mean[r], m) / m + LAYER_NORM_EPS);
  }
  for (int r = 0; r < rows; r++) {
    float *restrict z = layer->z_hat + r * m, *restrict own = h + r * h_row;
    float mean = layer->mean[r], rstd = layer->rstd[r];
    int j = 0;
    for (; j + 4 <= m; j += 4) {
      v4 z_hat = *(v4 *)(z + j) = (four(z + j) - mean) * rstd, y = four(shift + j) + z_hat * four(gain + j);
      *(v4 *)(own + j) = (v4)(~(y < 0) & (i4)y);
    }
    for (; j < m; j++) {
      float y = shift[j] + (z[j] = (z[j] - mean) * rstd) * gain[j];
      own[j] = y < 0 ? 0 : y;
    }
  }
}

// A volta pela ReLU, pelo ganho e pelo LayerNorm: `g` [rows, m] chega como ∂L/∂h e sai como ∂L/∂(x W + b).
// De caminho, se `gradient` não é NULL, põe nele o do ganho e o do deslocamento.
static void hidden_backward(const Layer *layer, const float *flat, const float *h, int h_row, float *g, float *gradient,
                            int rows) {
  int m = layer->m;
  int at = layer->at + layer->n * m + m;
  const float *gain = flat + at;
  if (gradient) memset(gradient + at, 0, 2 * sizeof(float) * m);
  for (int r = 0; r < rows; r++) {
    const float *restrict z_hat = layer->z_hat + r * m, *restrict out = h + r * h_row;
    float *restrict own = g + r * m;
    v4 sums = {0}, products = {0};
    int j = 0;
    for (; j + 4 <= m; j += 4) {
      v4 z = four(z_hat + j), passed = (v4)(~(four(out + j) <= 0) & (i4)four(own + j));
      v4 scaled = passed * four(gain + j);
      if (gradient) *(v4 *)(gradient + at + j) += passed * z, *(v4 *)(gradient + at + m + j) += passed;
      *(v4 *)(own + j) = scaled;
      sums += scaled, products += scaled * z;
    }
    float sum = total_of(sums), product = total_of(products), rstd = layer->rstd[r];
    for (; j < m; j++) {
      float passed = out[j] <= 0 ? 0 : own[j];
      if (gradient) gradient[at + j] += passed * z_hat[j], gradient[at + m + j] += passed;
      own[j] = passed * gain[j];
      sum += own[j], product += own[j] * z_hat[j];
    }
    float mean = sum / m, along = product / m;
    for (int j = 0; j < m; j++) own[j] = rstd * (own[j] - mean - z_hat[j] * along);
  }
}

// ∂L/∂W = xᵀ g e ∂L/∂b = Σ g, direto no seu lugar em `gradient`.
static void hidden_params(const Layer *layer, const float *g, float *gradient, int rows) {
  int n = layer->n, m = layer->m;
  float *dW = gradient + layer->at;
  matmul(n, m, rows, layer->x, 1, n, g, m, NULL, dW, m);
  sum_rows(g, rows, m, dW + n * m);
}

// ∂L/∂x = g Wᵀ, só as `columns` colunas a partir de `first`. `W_T` é rascunho, para as que se fazem de oito em oito.
static void hidden_input(const Layer *layer, const float *flat, const float *g, float *g_x, int first, int columns,
                         int rows, float *W_T) {
  int m = layer->m, blocked = columns / 8 * 8;
  const float *W = flat + layer->at + first * m;
  for (int i = 0; i < blocked; i++)
    for (int j = 0; j < m; j++) W_T[j * blocked + i] = W[i * m + j];
  if (blocked) matmul(rows, blocked, m, g, m, 1, W_T, blocked, NULL, g_x, columns);
  for (int i = blocked; i < columns; i++)
    for (int r = 0; r < rows; r++) g_x[r * columns + i] = dot(g + r * m, W + i * m, m);
}

// Última camada: x Wᵀ + b, com tanh se `squash`; `out` [rows, m].
static void output_forward(const Layer *layer, const float *flat, int squash, float *out, int rows) {
  int n = layer->n, m = layer->m;
  const float *W = flat + layer->at, *b = W + n * m;
  for (int r = 0; r < rows; r++)
    for (int i = 0; i < m; i++) {
      float y = dot(layer->x + r * n, W + i * n, n) + b[i];
      out[r * m + i] = squash ? tanhf(y) : y;
    }
}

// A volta pela tanh, cuja derivada é 1 − tanh², no lugar: `g` [rows, m].
static void output_backward(const Layer *layer, const float *out, int squash, float *g, int rows) {
  if (squash)
    for (int i = 0; i < rows * layer->m; i++) g[i] *= 1 - out[i] * out[i];
}

static void output_params(const Layer *layer, const float *g, float *gradient, int rows) {
  int n = layer->n, m = layer->m;
  float *dW = gradient + layer->at;
  matmul(m, n, rows, g, 1, m, layer->x, n, NULL, dW, n);
  sum_rows(g, rows, m, dW + n * m);
}

static void output_input(const Layer *layer, const float *flat, const float *g, float *g_x, int first, int columns,
                         int rows) {
  matmul(rows, columns, layer->m, g, layer->m, 1, flat + layer->at + first, layer->n, NULL, g_x, columns);
}

// --- as redes (networks.py) ------------------------------------------------------------------------------------------

typedef struct {
  int hidden, size;  // camadas escondidas; parâmetros
  int extra, squash; // largura do que entra na segunda camada (a ação, no crítico); se há tanh na saída
  Layer layer[MOST_LAYERS + 1];
  float *out;        // [rows, saídas]
  float *g[2], *W_T; // rascunho da volta: dois gradientes locais e uma matriz transposta
} Network;

// A ida de uma rede com os parâmetros `flat`, lembrando o que a volta precisa; devolve a saída, [rows, saídas].
static const float *forward(Network *net, const float *flat, const float *obs, const float *action, int rows) {
  Layer *layer = net->layer;
  layer[0].x = obs;
  for (int i = 0; i < net->hidden; i++) {
    hidden_forward(&layer[i], flat, layer[i + 1].own, layer[i + 1].n, rows);
    layer[i + 1].x = layer[i + 1].own;
    if (i == 0 && net->extra)
      for (int r = 0; r < rows; r++)
        memcpy(layer[1].own + r * layer[1].n + layer[0].m, action + r * net->extra, sizeof(float) * net->extra);
  }
  output_forward(&layer[net->hidden], flat, net->squash, net->out, rows);
  return net->out;
}

// A volta: puxa `g` = ∂L/∂saída até os parâmetros (`gradient`) ou, se ele é NULL, até a ação (`g_action`).
static void pull(Network *net, const float *flat, const float *g, float *gradient, float *g_action, int rows) {
  float *local = net->g[0], *other = net->g[1];
  Layer *last = &net->layer[net->hidden];
  memcpy(local, g, sizeof(float) * rows * last->m);
  for (int i = net->hidden;; i--) {
    Layer *layer = &net->layer[i], *above = layer + 1;
    if (layer == last) output_backward(layer, net->out, net->squash, local, rows);
    else hidden_backward(layer, flat, above->x, above->n, local, gradient, rows);
    if (gradient) (layer == last ? output_params : hidden_params)(layer, local, gradient, rows);
    if (i == 0) return;
    int arrived = i == 1 && !gradient; // na segunda camada, as colunas depois do h da primeira são a ação
    int first = arrived ? layer[-1].m : 0, columns = arrived ? net->extra : layer[-1].m;
    float *g_x = arrived ? g_action : other;
    if (layer == last) output_input(layer, flat, local, g_x, first, columns, rows);
    else hidden_input(layer, flat, local, g_x, first, columns, rows, net->W_T);
    if (arrived) return;
    other = local;
    local = g_x;
  }
}

// --- o aprendiz (ddpg.py) --------------------------------------------------------------------------------------------

// O que quem chama lê e escreve, na ordem de `learner_field`. R réplicas, B lote, O observação, A ação, P parâmetros.
enum {
  ACTOR, CRITIC, TARGET_ACTOR, TARGET_CRITIC,               // `flat`, [R, P de cada rede]
  ACTOR_M, ACTOR_V, CRITIC_M, CRITIC_V,                     // os momentos do Adam, [R, P]
  GAMMA, TAU, ACTOR_LR, CRITIC_LR, REWARD_SCALE,            // os ajustes vivos, [R]
  OBS, ACTION, REWARD, NEXT_OBS, TERMINATED,                // o lote: [R, B, O], [R, B, A], [R, B], [R, B, O], [R, B]
  CRITIC_LOSS, ACTOR_LOSS, Q, CRITIC_GRADIENT, ACTOR_GRADIENT, // o que a última atualização contou, [R]
  SEEN, ACTED, POLICY,                                      // para agir: [R, rows, O], [R, rows, A]; outro ator, [R, P]
  CRITIC_PULL, ACTOR_PULL,                                  // os gradientes da última réplica atualizada, [P]
  FIELDS
};

typedef struct {
  int replicas, batch, obs_dim, act_dim, rows; // rows: quantas linhas cabem no que as redes lembram
  Network actor, critic;
  float *field[FIELDS];
  float *mu, *y, *error, *g_action; // rascunho: ações [rows, A], alvos [rows], erros [rows], ∂L/∂ação [rows, A]
} Learner;

// y = r + γ (1 − terminated) Q′(s′, μ′(s′)), [B] (Lillicrap et al. 2015, algoritmo 1)
static void td_target(Learner *l, int k, float *y) {
  int B = l->batch;
  const float *next_obs = l->field[NEXT_OBS] + k * B * l->obs_dim, *terminated = l->field[TERMINATED] + k * B;
  const float *reward = l->field[REWARD] + k * B, gamma = l->field[GAMMA][k], scale = l->field[REWARD_SCALE][k];
  const float *mu = forward(&l->actor, l->field[TARGET_ACTOR] + k * l->actor.size, next_obs, NULL, B);
  const float *q_next = forward(&l->critic, l->field[TARGET_CRITIC] + k * l->critic.size, next_obs, mu, B);
  for (int i = 0; i < B; i++) y[i] = scale * reward[i] + gamma * (1 - terminated[i]) * q_next[i];
}

// O gradiente da perda do crítico, média de (Q(s, a) − y)².
static void critic_gradient(Learner *l, int k, const float *y, float *gradient) {
  int B = l->batch;
  const float *obs = l->field[OBS] + k * B * l->obs_dim, *action = l->field[ACTION] + k * B * l->act_dim;
  const float *flat = l->field[CRITIC] + k * l->critic.size, *q = forward(&l->critic, flat, obs, action, B);
  for (int i = 0; i < B; i++) l->error[i] = q[i] - y[i];
  l->field[CRITIC_LOSS][k] = dot(l->error, l->error, B) / B;
  l->field[Q][k] = sum_of(q, B) / B;
  for (int i = 0; i < B; i++) l->error[i] *= 2.0f / B;
  pull(&l->critic, flat, l->error, gradient, NULL, B);
  l->field[CRITIC_GRADIENT][k] = norm(gradient, l->critic.size);
}

// O gradiente da perda do ator, −média de Q(s, μ(s)): −∇θμ(s) · ∇ₐQ(s, a) em a = μ(s).
static void policy_gradient(Learner *l, int k, float *gradient) {
  int B = l->batch;
  const float *obs = l->field[OBS] + k * B * l->obs_dim;
  const float *flat = l->field[ACTOR] + k * l->actor.size, *critic = l->field[CRITIC] + k * l->critic.size;
  const float *mu = forward(&l->actor, flat, obs, NULL, B), *q = forward(&l->critic, critic, obs, mu, B);
  l->field[ACTOR_LOSS][k] = -(sum_of(q, B) / B);
  for (int i = 0; i < B; i++) l->error[i] = -1.0f / B;
  pull(&l->critic, critic, l->error, NULL, l->g_action, B);
  pull(&l->actor, flat, l->g_action, gradient, NULL, B);
  l->field[ACTOR_GRADIENT][k] = norm(gradient, l->actor.size);
}

// baseᵗ, por quadrados sucessivos.
static double power(double base, int t) {
  double result = 1;
  for (; t; t >>= 1, base *= base)
    if (t & 1) result *= base;
  return result;
}

// O passo `t` do Adam (Kingma e Ba 2015, algoritmo 1), como em `adam.py`: as correções de viés num só fator.
static void adam(float *restrict flat, const float *restrict g, float *restrict m, float *restrict v, int size, int t,
                 float lr) {
  double root = sqrt(1 - power(0.999, t));
  float step = lr * (float)(-root / (1 - power(0.9, t))), eps = (float)(1e-8 * root);
  for (int i = 0; i < size; i++) {
    m[i] += 0.1f * (g[i] - m[i]);
    v[i] = v[i] * 0.999f + 0.001f * g[i] * g[i];
    flat[i] += m[i] * step / (sqrtf(v[i]) + eps);
  }
}

// θ′ ← τ θ + (1 − τ) θ′, arredondado como `torch.lerp`: com τ = 1, chega exatamente em θ.
static void soft_update(float *restrict target, const float *restrict online, int size, float tau) {
  if (tau < 0.5f)
    for (int i = 0; i < size; i++) target[i] += tau * (online[i] - target[i]);
  else
    for (int i = 0; i < size; i++) target[i] = online[i] - (online[i] - target[i]) * (1 - tau);
}

// Uma atualização completa da réplica k, a partir do lote dela: crítico, ator e alvos, na ordem de `DDPG.update`.
static void update(Learner *l, int k, int critic_t, int actor_t) {
  float **f = l->field;
  int critics = l->critic.size, actors = l->actor.size, c = k * critics, a = k * actors; // onde começa a réplica
  td_target(l, k, l->y);
  critic_gradient(l, k, l->y, f[CRITIC_PULL]);
  adam(f[CRITIC] + c, f[CRITIC_PULL], f[CRITIC_M] + c, f[CRITIC_V] + c, critics, critic_t, f[CRITIC_LR][k]);
  policy_gradient(l, k, f[ACTOR_PULL]);
  adam(f[ACTOR] + a, f[ACTOR_PULL], f[ACTOR_M] + a, f[ACTOR_V] + a, actors, actor_t, f[ACTOR_LR][k]);
  soft_update(f[TARGET_CRITIC] + c, f[CRITIC] + c, critics, f[TAU][k]);
  soft_update(f[TARGET_ACTOR] + a, f[ACTOR] + a, actors, f[TAU][k]);
}

// μ(s) de uma réplica, sem ruído: de obs [count, O] a action [count, A], com os parâmetros `flat` [P].
static void act(Learner *l, const float *flat, const float *obs, float *action, int count) {
  for (int done = 0; done < count; done += l->rows) {
    int rows = count - done < l->rows ? count - done : l->rows;
    const float *mu = forward(&l->actor, flat, obs + done * l->obs_dim, NULL, rows);
    memcpy(action + done * l->act_dim, mu, sizeof(float) * rows * l->act_dim);
  }
}

// d = √ média de (π(s) − π̃(s))² sobre estados e dimensões da ação (Plappert et al. 2017, apêndice C); count <= rows.
static float policy_distance(Learner *l, const float *clean, const float *noisy, const float *obs, int count) {
  act(l, clean, obs, l->mu, count);
  const float *mu = forward(&l->actor, noisy, obs, NULL, count);
  int n = count * l->act_dim;
  for (int i = 0; i < n; i++) l->g_action[i] = l->mu[i] - mu[i];
  return sqrtf(dot(l->g_action, l->g_action, n) / n);
}

// θ̃ = θ + σ N(0, I) onde a máscara é 1: nos pesos e vieses, e não no ganho e no deslocamento do LayerNorm.
static void perturb(const Network *net, float *noisy, const float *flat, float sigma, const float *normals) {
  for (int i = 0; i < net->size; i++) noisy[i] = flat[i] + sigma * normals[i];
  for (int i = 0; i < net->hidden; i++) {
    int spared = net->layer[i].at + (net->layer[i].n + 1) * net->layer[i].m;
    memcpy(noisy + spared, flat + spared, 2 * sizeof(float) * net->layer[i].m);
  }
}

// --- a memória, e o que quem chama usa -------------------------------------------------------------------------------

#ifdef __SANITIZE_ADDRESS__ // na conferência da memória, um vão proibido depois de cada vetor
void __asan_poison_memory_region(const volatile void *, size_t);
enum { GAP = 64 };
static int poisons; // se o vão é para valer, ou se ainda só se conta o espaço
#endif

// Reserva `count` floats a partir de `*at`, alinhados a 64 bytes. Conta em 64 bits: o que não cabe se vê no total.
static float *take(uint64_t *at, uint64_t count) {
  float *own = (float *)(uintptr_t)*at;
  uint64_t end = *at + count * sizeof(float);
  *at = (end + 63) / 64 * 64;
#ifdef __SANITIZE_ADDRESS__
  *at += GAP;
  if (poisons) __asan_poison_memory_region((void *)(uintptr_t)end, *at - end);
#endif
  return own;
}

SMALL static void network_layout(Network *net, uint64_t *at, int rows, int inputs, int extra, int outputs, int hidden,
                           const double *widths) {
  uint64_t widest = outputs > extra ? outputs : extra, largest = 0, size = 0;
  net->hidden = hidden, net->extra = extra, net->squash = !extra;
  for (int i = 0; i <= hidden; i++) {
    Layer *layer = &net->layer[i];
    layer->n = (i ? (int)widths[i - 1] : inputs) + (i == 1 ? extra : 0);
    layer->m = i < hidden ? (int)widths[i] : outputs;
    layer->at = (int)size;
    size += (uint64_t)layer->n * layer->m + (i < hidden ? 3 : 1) * (uint64_t)layer->m;
    layer->own = i ? take(at, (uint64_t)rows * layer->n) : NULL;
    layer->z_hat = take(at, i < hidden ? (uint64_t)rows * layer->m : 0);
    layer->mean = take(at, rows), layer->rstd = take(at, rows);
    if ((uint64_t)layer->n * layer->m > largest) largest = (uint64_t)layer->n * layer->m;
    if ((uint64_t)layer->m > widest) widest = layer->m;
  }
  net->size = size < INT32_MAX ? (int)size : INT32_MAX;
  net->out = take(at, (uint64_t)rows * outputs);
  net->g[0] = take(at, rows * widest), net->g[1] = take(at, rows * widest);
  net->W_T = take(at, largest);
}

// Dá a cada coisa o seu lugar, de `at` em diante; devolve o primeiro byte depois de tudo, ou 0 se a forma não serve.
// config: réplicas, lote, obs_dim, act_dim, rows, número de escondidas, e a largura de cada uma.
SMALL static uint64_t learner_layout(Learner *l, uint64_t at, const double *config) {
  static const double most[] = {1e5, 1e5, 1e5, 1e5, 1e5, MOST_LAYERS};
  for (int i = 0; i < 6; i++)
    if (!(config[i] >= 1 && config[i] <= most[i])) return 0;
  int R = (int)config[0], B = (int)config[1], O = (int)config[2], A = (int)config[3], hidden = (int)config[5];
  for (int i = 0; i < hidden; i++)
    if (!(config[6 + i] >= 1 && config[6 + i] <= 1e5)) return 0;
  int rows = config[4] > B ? (int)config[4] : B;
  l->replicas = R, l->batch = B, l->obs_dim = O, l->act_dim = A, l->rows = rows;
  network_layout(&l->actor, &at, rows, O, 0, A, hidden, config + 6);
  network_layout(&l->critic, &at, rows, O, A, 1, hidden, config + 6);
  uint64_t actor = l->actor.size, critic = l->critic.size;
  uint64_t sizes[FIELDS] = {actor, critic, actor, critic, actor, actor, critic, critic, 1, 1, 1, 1, 1,
                            (uint64_t)B * O, (uint64_t)B * A, B, (uint64_t)B * O, B, 1, 1, 1, 1, 1,
                            (uint64_t)rows * O, (uint64_t)rows * A, actor};
  for (int i = 0; i < CRITIC_PULL; i++) l->field[i] = take(&at, R * sizes[i]);
  l->field[CRITIC_PULL] = take(&at, critic), l->field[ACTOR_PULL] = take(&at, actor);
  l->mu = take(&at, (uint64_t)rows * A), l->g_action = take(&at, (uint64_t)rows * A);
  l->y = take(&at, rows), l->error = take(&at, rows);
  return actor * R < INT32_MAX && critic * R < INT32_MAX ? at : 0;
}

// Quantos bytes pede o aprendiz descrito em `exchange`; 0 se ele não serve.
EXPORT(learner_bytes) SMALL double learner_bytes(void) {
  Learner l;
  return (double)learner_layout(&l, sizeof(Learner) + 64, exchange);
}

// Cria no endereço `l` o aprendiz descrito em `exchange`, com tudo em zero; devolve 1, ou 0 se ele não serve.
EXPORT(learner_create) SMALL int learner_create(Learner *l) {
  uint64_t start = ((uint64_t)(uintptr_t)l + sizeof(Learner) + 63) / 64 * 64, end = learner_layout(l, start, exchange);
  if (end) memset((char *)l + (start - (uintptr_t)l), 0, end - start);
#ifdef __SANITIZE_ADDRESS__
  if (end) poisons = 1, learner_layout(l, start, exchange), poisons = 0;
#endif
  return end != 0;
}

// O endereço de um campo, na ordem da lista acima.
EXPORT(learner_field) float *learner_field(Learner *l, int which) { return l->field[which]; }

// Quantos parâmetros tem o ator (0) ou o crítico (1).
EXPORT(learner_size) int learner_size(Learner *l, int which) { return which ? l->critic.size : l->actor.size; }

// Atualiza todas as réplicas a partir do lote que está nos campos. `critic_t`, `actor_t`: o passo de cada Adam, de 1 em
// diante.
EXPORT(learner_update) void learner_update(Learner *l, int critic_t, int actor_t) {
  for (int k = 0; k < l->replicas; k++) update(l, k, critic_t, actor_t);
}

// ACTED ← μ(SEEN), `count` linhas por réplica (até `rows`); `flat` [R, P] são os parâmetros, os do ator ou outros.
EXPORT(learner_act) void learner_act(Learner *l, const float *flat, int count) {
  for (int k = 0; k < l->replicas; k++)
    act(l, flat + k * l->actor.size, l->field[SEEN] + k * count * l->obs_dim, l->field[ACTED] + k * count * l->act_dim,
        count);
}
