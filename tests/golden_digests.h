// The written contract of determinism: digests of fixed small worlds. A change of the model changes them on purpose; anything else
// that does is a defect. FL_REGENERATE=1 build/release/tests/test_world prints the new values.
#ifndef TESTS_GOLDEN_DIGESTS_H
#define TESTS_GOLDEN_DIGESTS_H

#define GOLDEN_PLAIN  "c55b26d48cf9f74f9bf9eec3cad7107a" // no policies
#define GOLDEN_EVENTS "f941c917b65d3ee87e6acfe939d68954" // festival with red packets and flash offers, and a subsidy

#endif
