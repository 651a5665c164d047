#include "base/alias.h"

#include "base/rng.h"

uint32_t fl_alias_build(uint32_t n, double *weight, const uint32_t *members, uint32_t *stack, fl_alias *out) {
  uint32_t smalls = 0, larges = 0;
  uint32_t *small = stack, *large = stack + n;
  double total = 0;
  for (uint32_t i = 0; i < n; i++) total += weight[i];
  if (!(total > 0)) return 0;
  for (uint32_t i = 0; i < n; i++) {
    const uint32_t own = members ? members[i] : i;
    out[i] = (fl_alias){UINT32_MAX, own, own};
    weight[i] *= n / total;
    if (weight[i] < 1)
      small[smalls++] = i;
    else
      large[larges++] = i;
  }
  while (smalls && larges) {
    const uint32_t s = small[--smalls], g = large[larges - 1];
    out[s].keep_below = fl_below(weight[s]);
    out[s].other = out[g].own;
    weight[g] -= 1.0 - weight[s];
    if (weight[g] < 1) {
      larges--;
      small[smalls++] = g;
    }
  }
  return n;
}
