// The written contract of determinism: digests of fixed small worlds. A change of the model changes them on purpose; anything else
// that does is a defect. FL_REGENERATE=1 build/release/tests/test_world prints the new values.
#ifndef TESTS_GOLDEN_DIGESTS_H
#define TESTS_GOLDEN_DIGESTS_H

#define GOLDEN_PLAIN  "965fabbf64f0147320d721417ef31d62" // no policies
#define GOLDEN_EVENTS "b6883b9cc738fd0ecb5e13a2dbdb4ef4" // festival with red packets and flash offers, and a subsidy

#endif
