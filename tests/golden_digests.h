// The written contract of determinism: digests of fixed small worlds. A change of the model changes them on purpose; anything else
// that does is a defect. FL_REGENERATE=1 build/release/tests/test_world prints the new values.
#ifndef TESTS_GOLDEN_DIGESTS_H
#define TESTS_GOLDEN_DIGESTS_H

#define GOLDEN_PLAIN  "98884263b8dfad3d7a9bcac699669ddd" // no policies
#define GOLDEN_EVENTS "fb57fc3e34dfad9f0148d5d51f8f419a" // festival with red packets and flash offers, and a subsidy

#endif
