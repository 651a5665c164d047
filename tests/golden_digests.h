// The written contract of determinism: digests of fixed small worlds. A change of the model changes them on purpose; anything else
// that does is a defect. FL_REGENERATE=1 build/release/tests/test_world prints the new values.
#ifndef TESTS_GOLDEN_DIGESTS_H
#define TESTS_GOLDEN_DIGESTS_H

#define GOLDEN_PLAIN  "77cdcde4d8a9037632da2baaafc7faed" // no policies
#define GOLDEN_EVENTS "f4ed4c04edbeddf311a4ade723f6a70c" // festival with red packets and flash offers, and a subsidy

#endif
