// The written contract of determinism: digests of fixed small worlds. A change of the model changes them on purpose; anything else
// that does is a defect. FL_REGENERATE=1 build/release/tests/test_world prints the new values.
#ifndef TESTS_GOLDEN_DIGESTS_H
#define TESTS_GOLDEN_DIGESTS_H

#define GOLDEN_PLAIN  "46a29d3f2068abc824b8b7461dd1e182" // no policies
#define GOLDEN_EVENTS "37ac93e3f2e6c4f25f52703f82cfaf16" // festival with red packets and flash offers, and a subsidy

#endif
