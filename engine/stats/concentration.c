#include "stats/concentration.h"

static bool before(const double *value, uint32_t a, uint32_t b);

// Heap sort of indices: in place, no allocation, O(n log n) for any input.
static void sift(const double *value, uint32_t *heap, uint32_t at, uint32_t n) {
  for (;;) {
    uint32_t child = 2 * at + 1;
    if (child >= n) return;
    if (child + 1 < n && before(value, heap[child], heap[child + 1])) child++;
    if (!before(value, heap[at], heap[child])) return;
    const uint32_t swap = heap[at];
    heap[at] = heap[child];
    heap[child] = swap;
    at = child;
  }
}

static bool before(const double *value, uint32_t a, uint32_t b) {
  return value[a] < value[b] || (value[a] == value[b] && a < b);
}

void fl_order_by_value(const double *value, uint32_t n, uint32_t *order) {
  for (uint32_t i = 0; i < n; i++) order[i] = i;
  for (uint32_t i = n / 2; i-- > 0;) sift(value, order, i, n);
  for (uint32_t end = n; end-- > 1;) {
    const uint32_t swap = order[0];
    order[0] = order[end];
    order[end] = swap;
    sift(value, order, 0, end);
  }
}

double fl_gini(const double *value, const int64_t *weight, const uint32_t *order, uint32_t n) {
  // 1 - 2 x area under the Lorenz curve, by trapezia.
  double units = 0, total = 0, area = 0, held = 0;
  for (uint32_t i = 0; i < n; i++) {
    units += (double)weight[i];
    total += value[i] * (double)weight[i];
  }
  if (!(total > 0)) return 0;
  for (uint32_t i = 0; i < n; i++) {
    const double w = (double)weight[order[i]], next = held + value[order[i]] * w;
    area += w * (held + next) * 0.5;
    held = next;
  }
  return 1 - 2 * area / (units * total);
}

double fl_top_share(const double *value, const int64_t *weight, const uint32_t *order, uint32_t n, double share) {
  double units = 0, total = 0, held = 0;
  for (uint32_t i = 0; i < n; i++) {
    units += (double)weight[i];
    total += value[i] * (double)weight[i];
  }
  double left = share * units;
  for (uint32_t i = n; i-- > 0 && left > 0;) {
    const double w = (double)weight[order[i]], take = w < left ? w : left;
    held += take * value[order[i]];
    left -= take;
  }
  return total > 0 ? held / total : 0;
}
