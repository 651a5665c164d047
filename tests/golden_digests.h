// The written contract of determinism: digests of fixed small worlds. A change of the model changes them on purpose; anything else
// that does is a defect. FL_REGENERATE=1 build/release/tests/test_world prints the new values.
#ifndef TESTS_GOLDEN_DIGESTS_H
#define TESTS_GOLDEN_DIGESTS_H

#define GOLDEN_PLAIN  "c1b5fe2f13a5a4d7d77fbd6f798876ee" // no policies
#define GOLDEN_EVENTS "ed5e87202688229f8424541dc4bd9f86" // festival with red packets and flash offers, and a subsidy

#endif
