// The written contract of determinism: digests of fixed small worlds. A change of the model changes them on purpose; anything else
// that does is a defect. FL_REGENERATE=1 build/release/tests/test_world prints the new values.
#ifndef TESTS_GOLDEN_DIGESTS_H
#define TESTS_GOLDEN_DIGESTS_H

#define GOLDEN_PLAIN  "76b07509cacb07ce6d7b6f9ac6b4c58e" // no policies
#define GOLDEN_EVENTS "a59730e233bf3238d2709d956cb7ff25" // festival with red packets and flash offers, and a subsidy

#endif
