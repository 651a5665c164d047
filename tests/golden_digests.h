// The written contract of determinism: digests of fixed small worlds. A change of the model changes them on purpose; anything else
// that does is a defect. FL_REGENERATE=1 build/release/tests/test_world prints the new values.
#ifndef TESTS_GOLDEN_DIGESTS_H
#define TESTS_GOLDEN_DIGESTS_H

#define GOLDEN_PLAIN  "32b246a33a8a65bfe6783181b04ce55f" // no policies
#define GOLDEN_EVENTS "9171090c90d8906c1c7d8decc33a8c56" // festival with red packets and flash offers, and a subsidy

#endif
