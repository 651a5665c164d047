// The written contract of determinism: digests of fixed small worlds. A change of the model changes them on purpose; anything else
// that does is a defect. FL_REGENERATE=1 build/release/tests/test_world prints the new values.
#ifndef TESTS_GOLDEN_DIGESTS_H
#define TESTS_GOLDEN_DIGESTS_H

#define GOLDEN_PLAIN  "488eb90d15655721b524b4ac8d9a546a" // no policies
#define GOLDEN_EVENTS "ff35a7b9c9438638d7a81dd604f366a0" // festival with red packets and flash offers, and a subsidy

#endif
