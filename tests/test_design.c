// Designs: what defines each of them, that more points only append, and constraints.
#include "base/mathx.h"
#include "check.h"
#include "design/design.h"

#include <inttypes.h>

static const fl_key key = {2024, 77, 3};

static fl_design_made make(fl_design_kind kind, size_t factors, size_t points) {
  const fl_design d = {.kind = kind, .factors = factors, .points = points, .morris_levels = 4, .key = key};
  return fl_design_make(&d);
}
static bool is_kind(fl_design_kind kind, const char *name) {
  return strcmp(fl_design_about(kind)->name, name) == 0;
}

// Every one of `parts` equal parts of 0..1 holds `each` of the numbers u[0], u[stride] ...
static void check_parts(const double *u, size_t count, size_t stride, size_t parts, unsigned each) {
  unsigned *seen = calloc(parts, sizeof *seen);
  for (size_t i = 0; i < count; i++) {
    const double x = u[i * stride];
    assert_true(x > 0 && x < 1);
    seen[(size_t)(x * (double)parts)]++;
  }
  for (size_t p = 0; p < parts; p++) assert_int_equal(seen[p], each);
  free(seen);
}

// ---- Grid, random, LHS ----------------------------------------------------------------------------------------------------------

static void a_grid_holds_every_combination_and_its_first_factor_varies_slowest(void **state) {
  (void)state;
  const size_t levels[3] = {2, 1, 3};
  const fl_design d = {.kind = FL_DESIGN_grid, .factors = 3, .levels = levels};
  fl_design_made made = fl_design_make(&d);
  const double wanted[6][3] = {{0.25, 0.5, 0.5 / 3}, {0.25, 0.5, 1.5 / 3}, {0.25, 0.5, 2.5 / 3},
                               {0.75, 0.5, 0.5 / 3}, {0.75, 0.5, 1.5 / 3}, {0.75, 0.5, 2.5 / 3}};
  assert_true(made.status == FL_DESIGN_DONE && made.count == 6 && fl_design_count(&d) == 6);
  for (size_t i = 0; i < 18; i++) assert_true(made.u[i] == wanted[i / 3][i % 3]);
  fl_design_free(&made);
  assert_true(made.u == NULL && made.count == 0);
}

static void random_points_are_uniform_and_independent(void **state) {
  (void)state;
  enum { N = 20000, K = 6 };
  fl_design_made made = make(FL_DESIGN_random, K, N);
  assert_true(made.count == N);
  for (size_t j = 0; j < K; j++) {
    double tenths[10] = {0}, with_next = 0, with_last = 0;
    for (size_t i = 0; i < N; i++) {
      tenths[(int)(made.u[i * K + j] * 10)]++;
      with_next += (made.u[i * K + j] - 0.5) * (made.u[i * K + (j + 1) % K] - 0.5);
      if (i > 0) with_last += (made.u[i * K + j] - 0.5) * (made.u[(i - 1) * K + j] - 0.5);
    }
    double chi = 0;
    for (int t = 0; t < 10; t++) chi += (tenths[t] - N / 10) * (tenths[t] - N / 10) / (N / 10);
    assert_true(chi < 28);                                  // 9 degrees of freedom: once in 1,000
    check_near(with_next * 12 / N, 0, 0.025, 0, (double)j); // standard deviation .007
    check_near(with_last * 12 / N, 0, 0.025, 0, (double)j);
  }
  fl_design_free(&made);
}

static void a_latin_hypercube_has_each_part_of_each_factor_once(void **state) {
  (void)state;
  for (size_t n = 1; n < 300; n = n * 2 + 1) {
    fl_design_made made = make(FL_DESIGN_lhs, 5, n);
    assert_true(made.status == FL_DESIGN_DONE && made.count == n);
    for (size_t j = 0; j < 5; j++) check_parts(made.u + j, n, 5, n, 1);
    fl_design_free(&made);
  }
}

static void factors_of_a_latin_hypercube_are_permuted_apart(void **state) {
  (void)state;
  enum { N = 1000, K = 6 };
  fl_design_made made = make(FL_DESIGN_lhs, K, N);
  for (size_t a = 0; a < K; a++)
    for (size_t b = 0; b < a; b++) {
      double sum = 0;
      for (size_t i = 0; i < N; i++) sum += (made.u[i * K + a] - 0.5) * (made.u[i * K + b] - 0.5);
      check_near(sum * 12 / N, 0, 0.11, 0, (double)a); // standard deviation .032
    }
  double jitter = 0;
  for (size_t i = 0; i < N; i++) jitter += fmod(made.u[i * K] * N, 1) / N;
  check_near(jitter, 0.5, 0.04, 0, 0); // anywhere in its part
  fl_design_free(&made);
}

// ---- Sequences ------------------------------------------------------------------------------------------------------------------

static void sobol_points_are_nets(void **state) {
  (void)state;
  enum { N = 1024, K = FL_SOBOL_MOST };
  fl_design_made made = make(FL_DESIGN_sobol, K, 2 * N);
  for (unsigned m = 0; m <= 10; m++) { // each block of 2^m points: every 2^m-th part of each dimension once
    const size_t n = (size_t)1 << m;
    for (size_t at = 0; at + n <= 2 * N; at += n)
      for (size_t j = 0; j < K; j++) check_parts(made.u + at * K + j, n, K, n, 1);
    // Of dimensions 1 and 2, every rectangle 2^-a by 2^-b with a + b = m holds one: a (0, m, 2)-net.
    for (unsigned a = 0; a <= m; a++) {
      bool seen[N] = {false};
      for (size_t i = 0; i < n; i++) {
        const size_t row = (size_t)ldexp(made.u[i * K], (int)a), column = (size_t)ldexp(made.u[i * K + 1], (int)(m - a));
        const size_t cell = (row << (m - a)) + column;
        assert_false(seen[cell]);
        seen[cell] = true;
      }
    }
  }
  fl_design_free(&made);
}

// The quality t of two dimensions of the first 2^m points: every rectangle of volume 2^(t - m) holds 2^t.
static unsigned quality(const double *u, size_t stride, size_t one, size_t other, unsigned m) {
  for (unsigned t = 0;; t++) {
    bool even = true;
    for (unsigned a = 0; even && a <= m - t; a++) {
      unsigned seen[1024] = {0};
      for (size_t i = 0; i < (size_t)1 << m; i++) {
        const size_t row = (size_t)ldexp(u[i * stride + one], (int)a),
                     column = (size_t)ldexp(u[i * stride + other], (int)(m - t - a));
        even &= ++seen[(row << (m - t - a)) + column] <= 1u << t;
      }
    }
    if (even) return t;
  }
}

// A wrong direction number would spoil some pair.
static void pairs_of_sobol_dimensions_are_even(void **state) {
  (void)state;
  fl_design_made made = make(FL_DESIGN_sobol, FL_SOBOL_MOST, 1024);
  unsigned worst = 0, sum = 0;
  for (size_t a = 0; a < FL_SOBOL_MOST; a++)
    for (size_t b = 0; b < a; b++) {
      const unsigned t = quality(made.u, FL_SOBOL_MOST, a, b, 10);
      worst = t > worst ? t : worst;
      sum += t;
    }
  print_message("t of pairs of 16 dimensions, 1,024 points: %u at most, %.2f in the mean\n", worst, sum / 120.0);
  assert_true(worst <= 5 && sum / 120.0 < 2.2);
  fl_design_free(&made);
}

static void scrambling_is_no_shift(void **state) {
  (void)state;
  enum { N = 256 };
  fl_key other = key;
  other.run++;
  const fl_design d = {.kind = FL_DESIGN_sobol, .factors = 1, .points = N, .key = key},
                  e = {FL_DESIGN_sobol, 1, NULL, N, 0, other, NULL, NULL};
  fl_design_made a = fl_design_make(&d), b = fl_design_make(&e);
  unsigned differences = 0;
  bool seen[N] = {false};
  for (size_t i = 0; i < N; i++) { // with a digital shift, the first eight digits would always differ alike
    const unsigned differ = (unsigned)(a.u[i] * N) ^ (unsigned)(b.u[i] * N);
    differences += !seen[differ];
    seen[differ] = true;
  }
  assert_true(differences >= 30);
  fl_design_free(&a);
  fl_design_free(&b);
}

static void each_scrambled_point_is_uniform(void **state) {
  (void)state;
  enum { KEYS = 4000 };
  for (fl_design_kind kind = 0; kind < FL_DESIGNS; kind++) {
    if (!is_kind(kind, "sobol") && !is_kind(kind, "halton")) continue;
    double tenths[2][10] = {{0}}, product = 0;
    for (uint32_t run = 0; run < KEYS; run++) {
      const fl_design d = {.kind = kind, .factors = 4, .points = 6, .key = {9, 9, run}};
      fl_design_made made = fl_design_make(&d);
      tenths[0][(int)(made.u[0] * 10)]++;         // first point, base 2
      tenths[1][(int)(made.u[5 * 4 + 3] * 10)]++; // sixth, base 7
      product += (made.u[0] - 0.5) * (made.u[3] - 0.5);
      fl_design_free(&made);
    }
    for (int which = 0; which < 2; which++) {
      double chi = 0;
      for (int t = 0; t < 10; t++) chi += (tenths[which][t] - KEYS / 10) * (tenths[which][t] - KEYS / 10) / (KEYS / 10);
      assert_true(chi < 28);
    }
    check_near(product * 12 / KEYS, 0, 0.055, 0, kind); // standard deviation .016
  }
}

static void halton_points_fill_the_parts_of_their_bases(void **state) {
  (void)state;
  enum { K = 200, N = 1500 };
  fl_design_made made = make(FL_DESIGN_halton, K, N);
  size_t j = 0;
  for (unsigned base = 2; j < K; base++) {
    bool prime = true;
    for (unsigned d = 2; d * d <= base; d++) prime &= base % d != 0;
    if (!prime) continue;
    for (size_t each = base; each <= N; each *= base) // also of points that begin anywhere
      for (size_t at = 0; at + each <= N; at += each + 7) check_parts(made.u + at * K + j, each, K, each, 1);
    j++;
  }
  fl_design_free(&made);
}

static void late_halton_dimensions_do_not_move_together(void **state) {
  (void)state;
  enum { K = 200, N = 400 };
  fl_design_made made = make(FL_DESIGN_halton, K, N);
  double worst = 0;
  for (size_t j = 150; j + 1 < K; j++) { // of those not permuted, neighbours correlate by up to .9 here
    double sum = 0;
    for (size_t i = 0; i < N; i++) sum += (made.u[i * K + j] - 0.5) * (made.u[i * K + j + 1] - 0.5);
    worst = fmax(worst, fabs(sum * 12 / N));
  }
  check_between(worst, 0.01, 0.2, "largest correlation of neighbours among the dimensions 150 to 200");
  fl_design_free(&made);
}

// Root mean square error over 20 keys of the mean of a smooth function of five factors, whose integral is 1.
static double integration_error(fl_design_kind kind, size_t points) {
  double squares = 0;
  for (uint32_t run = 0; run < 20; run++) {
    const fl_design d = {.kind = kind, .factors = 5, .points = points, .key = {3, 4, run}};
    fl_design_made made = fl_design_make(&d);
    double sum = 0;
    for (size_t i = 0; i < points; i++) {
      double product = 1;
      for (size_t j = 0; j < 5; j++) product *= 1 + (exp(made.u[i * 5 + j]) - exp(1) + 1) / (double)(j + 1);
      sum += product;
    }
    squares += (sum / (double)points - 1) * (sum / (double)points - 1);
    fl_design_free(&made);
  }
  return sqrt(squares / 20);
}

static void sequences_integrate_better_than_chance_and_gain_faster(void **state) {
  (void)state;
  const double few = integration_error(FL_DESIGN_random, 256), many = integration_error(FL_DESIGN_random, 4096);
  check_between(few / many, 2.5, 6, "random: error of 256 points over that of 4,096");
  check_between(integration_error(FL_DESIGN_lhs, 256) / few, 0.01, 0.5, "lhs over random, 256 points");
  const double sobol = integration_error(FL_DESIGN_sobol, 4096), halton = integration_error(FL_DESIGN_halton, 4096);
  check_between(integration_error(FL_DESIGN_sobol, 256) / sobol, 12, 300, "sobol: the same");
  check_between(integration_error(FL_DESIGN_halton, 256) / halton, 8, 100, "halton: the same");
  check_between(many / sobol, 30, 1e4, "random over sobol, 4,096 points");
  check_between(many / halton, 5, 1e4, "random over halton, 4,096 points");
}

// ---- Morris ---------------------------------------------------------------------------------------------------------------------

static void a_trajectory_moves_each_factor_once_by_the_step(void **state) {
  (void)state;
  enum { K = 7, R = 60 };
  for (size_t p = 2; p <= 8; p += 2) {
    const fl_design d = {.kind = FL_DESIGN_morris, .factors = K, .points = R, .morris_levels = p, .key = key};
    fl_design_made made = fl_design_make(&d);
    const double delta = (double)p / (2 * ((double)p - 1));
    int ups = 0, orders = 0, seen[8] = {0};
    assert_true(made.status == FL_DESIGN_DONE && made.count == R * (K + 1) && fl_design_count(&d) == made.count);
    for (size_t t = 0; t < R; t++) {
      bool moved[K] = {false};
      for (size_t step = 0; step < K; step++) {
        const double *from = made.u + (t * (K + 1) + step) * K, *to = from + K;
        size_t changed = 0, which = 0;
        for (size_t j = 0; j < K; j++) {
          check_near(fmod(to[j] * ((double)p - 1) + 0.5, 1), 0.5, 1e-12, 0, to[j]); // on the grid
          if (to[j] == from[j]) continue;
          changed++;
          which = j;
        }
        assert_true(changed == 1 && !moved[which]);
        moved[which] = true;
        check_near(fabs(to[which] - from[which]), delta, 1e-15, 0, (double)p);
        ups += to[which] > from[which];
        orders += step == 0 && which == 0;
        seen[(int)lround(from[which] * ((double)p - 1))]++;
      }
    }
    check_between(ups / (double)(R * K), 0.4, 0.6, "steps upwards");
    assert_true(orders > 1 && orders < 25); // of 60, a seventh begins with the first factor
    for (size_t level = 0; level < p; level++) assert_true(seen[level] > R * K / (int)p / 2);
    fl_design_free(&made);
  }
}

static void morris_puts_levels_into_the_middle_of_their_parts(void **state) {
  (void)state;
  enum { R = 400 };
  const size_t levels[3] = {3, 0, 4};
  const fl_design d = {.kind = FL_DESIGN_morris, .factors = 3, .levels = levels, .points = R, .morris_levels = 4, .key = key};
  fl_design_made made = fl_design_make(&d);
  int seen[4] = {0};
  for (size_t i = 0; i < made.count; i++) {
    const double *u = made.u + i * 3;
    check_near(fmod(u[0] * 3, 1), 0.5, 1e-12, 0, u[0]);
    check_near(fmod(u[2] * 4, 1), 0.5, 1e-12, 0, u[2]);
    seen[(int)(u[2] * 4)]++;
    if (i % 4 == 3) { // the whole trajectory: all three have moved
      const double *first = u - 9;
      assert_true(u[0] != first[0] && u[1] != first[1] && u[2] != first[2]);
    }
  }
  for (int level = 0; level < 4; level++) check_between(seen[level] / (double)made.count, 0.2, 0.3, "share of a level");
  fl_design_free(&made);
}

// ---- Saltelli -------------------------------------------------------------------------------------------------------------------

static void saltelli_rows_are_a_b_and_a_with_each_factor_of_b(void **state) {
  (void)state;
  for (size_t k = 1; k <= 9; k += 4) {
    enum { N = 32 };
    fl_design_made made = make(FL_DESIGN_saltelli, k, N);
    assert_true(made.status == FL_DESIGN_DONE && made.count == N * (k + 2));
    fl_sequence *sequence = fl_sequence_halton(2 * k, &key);
    for (size_t i = 0; i < N; i++) {
      double point[32];
      fl_sequence_next(sequence, point);
      const double *a = made.u + i * (k + 2) * k, *b = a + k;
      assert_memory_equal(a, point, 2 * k * sizeof *a);
      for (size_t j = 0; j < k; j++)
        for (size_t c = 0; c < k; c++) assert_true(a[(2 + j) * k + c] == (c == j ? b[c] : a[c]));
    }
    fl_sequence_close(sequence);
    fl_design_free(&made);
  }
}

// ---- All ------------------------------------------------------------------------------------------------------------------------

static void more_points_begin_with_the_same_ones(void **state) {
  (void)state;
  for (fl_design_kind kind = 0; kind < FL_DESIGNS; kind++) {
    if (is_kind(kind, "grid") || is_kind(kind, "lhs")) continue;
    fl_design_made few = make(kind, 5, 13), many = make(kind, 5, 99);
    assert_true(few.count > 0 && few.count < many.count);
    assert_memory_equal(few.u, many.u, few.count * 5 * sizeof *few.u);
    fl_design_free(&few);
    fl_design_free(&many);
  }
}

// The numbers of the contract: a design that changes changes every experiment. Hashes of 25 points of 6 factors.
static void designs_are_the_same_everywhere(void **state) {
  (void)state;
  const uint64_t wanted[FL_DESIGNS] = {0x0901643ed96da645u, 0x85a713c12620b6a3u, 0xc0e978293736d8ffu, 0xac2fe6f98a19e467u,
                                       0x62c03a760c8a9befu, 0x6ece2811954ad10fu, 0x6910d4d6ff1de955u};
  const size_t levels[6] = {3, 2, 2, 1, 4, 5};
  for (fl_design_kind kind = 0; kind < FL_DESIGNS; kind++) {
    const fl_design d = {
        .kind = kind, .factors = 6, .levels = is_kind(kind, "grid") ? levels : NULL, .points = 25, .morris_levels = 6, .key = key};
    fl_design_made made = fl_design_make(&d);
    uint64_t hash = 0xcbf29ce484222325u;
    for (size_t i = 0; i < made.count * 6; i++) {
      uint64_t bits;
      memcpy(&bits, &made.u[i], sizeof bits);
      hash = (hash ^ bits ^ bits >> 29) * 0x100000001b3u;
    }
    if (hash != wanted[kind]) print_error("%s: 0x%016" PRIx64 "\n", fl_design_about(kind)->name, hash);
    assert_true(hash == wanted[kind]);
    fl_design_free(&made);
  }
}

// ---- Constraints ----------------------------------------------------------------------------------------------------------------

static bool first_above_second(void *ctx, const double *u) {
  (*(size_t *)ctx)++;
  return u[0] > u[1];
}
static bool nothing(void *ctx, const double *u) {
  (void)ctx;
  (void)u;
  return false;
}
static bool a_corner(void *ctx, const double *u) {
  (void)ctx;
  return u[0] < 1e-4; // one in ten thousand
}

static void a_constraint_draws_until_enough_is_kept(void **state) {
  (void)state;
  for (fl_design_kind kind = 0; kind < FL_DESIGNS; kind++) {
    if (fl_design_about(kind)->keeping != FL_KEEP_DRAWS) continue;
    size_t calls = 0, at = 0;
    const fl_design d = {.kind = kind, .factors = 3, .points = 50, .key = key, .keep = first_above_second, .ctx = &calls};
    fl_design_made some = fl_design_make(&d), all = make(kind, 3, 400);
    assert_true(some.status == FL_DESIGN_DONE && some.count == 50 && calls > 60 && calls < 200);
    for (size_t i = 0; i < 50; i++) { // those of the design without it that are kept, in their order
      while (!(all.u[at * 3] > all.u[at * 3 + 1])) at++;
      assert_memory_equal(some.u + i * 3, all.u + 3 * at++, 3 * sizeof *all.u);
    }
    assert_int_equal(at, calls);
    fl_design_free(&some);
    fl_design_free(&all);
  }
}

static void a_constraint_drops_points_of_grid_and_lhs(void **state) {
  (void)state;
  const size_t levels[2] = {4, 4};
  size_t calls = 0;
  fl_design d = {
      .kind = FL_DESIGN_grid, .factors = 2, .levels = levels, .points = 40, .key = key, .keep = first_above_second, .ctx = &calls};
  fl_design_made made = fl_design_make(&d);
  assert_true(made.status == FL_DESIGN_DONE && made.count == 6 && calls == 16 && fl_design_count(&d) == 16);
  for (size_t i = 0; i < 6; i++) assert_true(made.u[2 * i] > made.u[2 * i + 1]);
  fl_design_free(&made);
  d.kind = FL_DESIGN_lhs;
  made = fl_design_make(&d);
  fl_design_made all = make(FL_DESIGN_lhs, 2, 40);
  size_t kept = 0;
  for (size_t i = 0; i < 40; i++)
    if (all.u[2 * i] > all.u[2 * i + 1]) assert_memory_equal(made.u + 2 * kept++, all.u + 2 * i, 2 * sizeof *all.u);
  assert_true(made.status == FL_DESIGN_DONE && made.count == kept && kept > 10 && kept < 30);
  fl_design_free(&made);
  fl_design_free(&all);
}

static void a_constraint_that_keeps_hardly_anything_is_given_up(void **state) {
  (void)state;
  const size_t levels[2] = {3, 3};
  for (fl_design_kind kind = 0; kind < FL_DESIGNS; kind++) {
    fl_design d = {.kind = kind, .factors = 2, .levels = levels, .points = 20, .morris_levels = 4, .key = key, .keep = nothing};
    const fl_design_keeping keeping = fl_design_about(kind)->keeping;
    fl_design_made made = fl_design_make(&d);
    assert_true(made.count == 0 && made.u == NULL);
    assert_true(made.status == (keeping == FL_KEEP_NONE ? FL_DESIGN_KEEP : FL_DESIGN_FEW));
    if (keeping != FL_KEEP_DRAWS) continue;
    d.keep = a_corner;
    made = fl_design_make(&d);
    assert_true(made.status == FL_DESIGN_FEW && made.count < 20); // what there is comes back
    for (size_t i = 0; i < made.count; i++) assert_true(made.u[2 * i] < 1e-4);
    fl_design_free(&made);
  }
}

// ---- What cannot be -------------------------------------------------------------------------------------------------------------

static fl_design_status status_of(const fl_design *d) {
  fl_design_made made = fl_design_make(d);
  assert_true(made.status == FL_DESIGN_DONE || (made.u == NULL && made.count == 0));
  fl_design_free(&made);
  return made.status;
}

static void designs_that_cannot_be_say_why(void **state) {
  (void)state;
  const size_t large[3] = {100000, 100000, 2}, some[2] = {3, 0}, one[2] = {3, 1};
  fl_design d = {.kind = FL_DESIGN_grid, .factors = 3, .levels = large};
  assert_true(fl_design_count(&d) == 0 && status_of(&d) == FL_DESIGN_MANY);
  d = (fl_design){.kind = FL_DESIGN_grid, .factors = 2, .levels = some};
  assert_true(fl_design_count(&d) == 0 && status_of(&d) == FL_DESIGN_LEVELS); // a factor without levels
  d.levels = NULL;
  assert_true(fl_design_count(&d) == 0 && status_of(&d) == FL_DESIGN_LEVELS);
  d = (fl_design){.kind = FL_DESIGN_random, .factors = 0, .points = 3};
  assert_true(fl_design_count(&d) == 0 && status_of(&d) == FL_DESIGN_EMPTY);
  d = (fl_design){.kind = FL_DESIGN_random, .factors = 3, .points = 0};
  assert_true(fl_design_count(&d) == 0 && status_of(&d) == FL_DESIGN_EMPTY);
  d.points = SIZE_MAX;
  assert_true(fl_design_count(&d) == 0 && status_of(&d) == FL_DESIGN_MANY);
  d = (fl_design){.kind = FL_DESIGN_saltelli, .factors = 98, .points = 10000001};
  assert_true(fl_design_count(&d) == 0 && status_of(&d) == FL_DESIGN_MANY);
  d = (fl_design){.kind = FL_DESIGN_sobol, .factors = 17, .points = 4};
  assert_true(status_of(&d) == FL_DESIGN_DIMENSIONS);
  d = (fl_design){.kind = FL_DESIGN_halton, .factors = 500, .points = 4};
  assert_true(status_of(&d) == FL_DESIGN_DONE);
  d.factors++;
  assert_true(status_of(&d) == FL_DESIGN_DIMENSIONS);
  d = (fl_design){.kind = FL_DESIGN_saltelli, .factors = 250, .points = 1};
  assert_true(status_of(&d) == FL_DESIGN_DONE && fl_design_count(&d) == 252);
  d.factors++;
  assert_true(status_of(&d) == FL_DESIGN_DIMENSIONS);
  d = (fl_design){.kind = FL_DESIGN_morris, .factors = 2, .points = 4, .morris_levels = 5};
  assert_true(status_of(&d) == FL_DESIGN_LEVELS);
  d.morris_levels = 4;
  d.levels = one; // which cannot move
  assert_true(status_of(&d) == FL_DESIGN_LEVELS);
  for (int s = 0; s < FL_DESIGN_STATUSES; s++) assert_true(strlen(fl_design_status_text((fl_design_status)s)) > 3);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_grid_holds_every_combination_and_its_first_factor_varies_slowest),
      cmocka_unit_test(random_points_are_uniform_and_independent),
      cmocka_unit_test(a_latin_hypercube_has_each_part_of_each_factor_once),
      cmocka_unit_test(factors_of_a_latin_hypercube_are_permuted_apart),
      cmocka_unit_test(sobol_points_are_nets),
      cmocka_unit_test(pairs_of_sobol_dimensions_are_even),
      cmocka_unit_test(scrambling_is_no_shift),
      cmocka_unit_test(each_scrambled_point_is_uniform),
      cmocka_unit_test(halton_points_fill_the_parts_of_their_bases),
      cmocka_unit_test(late_halton_dimensions_do_not_move_together),
      cmocka_unit_test(sequences_integrate_better_than_chance_and_gain_faster),
      cmocka_unit_test(a_trajectory_moves_each_factor_once_by_the_step),
      cmocka_unit_test(morris_puts_levels_into_the_middle_of_their_parts),
      cmocka_unit_test(saltelli_rows_are_a_b_and_a_with_each_factor_of_b),
      cmocka_unit_test(more_points_begin_with_the_same_ones),
      cmocka_unit_test(designs_are_the_same_everywhere),
      cmocka_unit_test(a_constraint_draws_until_enough_is_kept),
      cmocka_unit_test(a_constraint_drops_points_of_grid_and_lhs),
      cmocka_unit_test(a_constraint_that_keeps_hardly_anything_is_given_up),
      cmocka_unit_test(designs_that_cannot_be_say_why),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
