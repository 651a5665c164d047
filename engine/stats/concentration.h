// Measures of concentration over weighted values.
#ifndef FANLOOP_CONCENTRATION_H
#define FANLOOP_CONCENTRATION_H

#include <stdbool.h>
#include <stdint.h>

// `order` (n elements) receives the indices by rising value, ties by index.
void fl_order_by_value(const double *value, uint32_t n, uint32_t *order);
// Gini coefficient of `value` (>= 0, one per unit) over units of `weight`; 0 when nothing is there. order as above.
double fl_gini(const double *value, const int64_t *weight, const uint32_t *order, uint32_t n);
// Share of the total held by the largest `share` (0..1) of the units.
double fl_top_share(const double *value, const int64_t *weight, const uint32_t *order, uint32_t n, double share);

#endif
