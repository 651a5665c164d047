// The written contract of determinism: digests of fixed small worlds. A change of the model changes them on purpose; anything else
// that does is a defect. FL_REGENERATE=1 build/release/tests/test_world prints the new values.
#ifndef TESTS_GOLDEN_DIGESTS_H
#define TESTS_GOLDEN_DIGESTS_H

#define GOLDEN_PLAIN  "c31d7ff79263cb66e6f4f6ce7d6a587e" // no policies
#define GOLDEN_EVENTS "e5f853da9b1c611e40a66ca5afffa697" // festival with red packets and flash offers, and a subsidy

#endif
