// Additive decomposition of the change of a product over its factors, in whole units: logarithmic mean Divisia index (LMDI-I).
//
// A cell is a chain of counts c[0], c[1] ... c[n - 1], seen in two states, base and variant. Its value V is the last count, the
// product of its factors x[0] = c[0] and x[k] = c[k] / c[k - 1]. A chain of visitors, seconds, buyers, orders and fen has the
// factors visitors, seconds per visitor, buyers per second, orders per buyer and fen per order.
//   D[k] = L(V1, V0) ln(x1[k] / x0[k])   contribution of factor k to V1 - V0
//   L(a, b) = (a - b) / ln(a / b)        logarithmic mean; L(a, a) = a
// The D[k] add up to V1 - V0, and those of the cells to the change of the total. Summed over cells they are not those of the summed
// counts, which do not know that the mix of the cells has changed: choose cells as fine as the question.
//
// Whole units: each D[k] is cut to a whole number towards zero. What is then missing of V1 - V0 goes in single units to the
// contributions that were cut most in its direction, ties by the order of factors (largest remainder). Swapping the states negates
// every contribution exactly. A factor that does not change has 0, so one that changes alone has the whole change.
//
// Zeros: a count of 0 stands for a small number that tends to 0, the same for each count, and contributions are their limits (the
// rule of Ang and Liu, with counts in the place of factors).
//   V is 0 in both states    all contributions are 0
//   V is 0 in one state      the whole change goes to one factor: that of the first count from which on all are 0. It is x[0] if
//                            the cell appears or disappears, buyers per second if it has visits but no buyers
//   a 0 before a count > 0   nothing can be divided by it, there is no limit. The count is left out of the chain in both states:
//                            its factor has 0, and the next one takes the ratio across (fen per buyer where orders are missing)
//
// Sources: B. W. Ang, Decomposition analysis for policymaking in energy, Energy Policy 32 (2004) 1131-1139; B. W. Ang, LMDI
//          decomposition approach: a guide for implementation, Energy Policy 86 (2015) 233-238; B. W. Ang, N. Liu, Handling zero
//          values in the logarithmic mean Divisia index decomposition approach, Energy Policy 35 (2007) 238-246.
#ifndef FANLOOP_DIVISIA_H
#define FANLOOP_DIVISIA_H

#include <stddef.h>
#include <stdint.h>

enum { FL_DIVISIA_MOST = 8 }; // factors

// Logarithmic mean of a and b, relative error below 1e-15; 0 if one of them is 0 or less. The same bits for (b, a).
double fl_log_mean(double a, double b);

// `base` and `variant` hold cells x factors counts (>= 0), cell by cell; `out`, of the same shape, receives the contributions in
// units of the last count. 1 <= factors <= FL_DIVISIA_MOST. Every cell adds up to the change of its value, always. A contribution
// is off its exact value by less than 1 + 2e-15 S, where S is the sum of the cell's |D[k]|. If S exceeds 2^62 (a value of 1e18 of
// which two factors change tenfold), the cell's contributions are scaled down until they fit.
void fl_divisia(const int64_t *base, const int64_t *variant, size_t cells, size_t factors, int64_t *out);

#endif
