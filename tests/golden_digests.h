// The written contract of determinism: digests of fixed small worlds. A change of the model changes them on purpose; anything else
// that does is a defect. FL_REGENERATE=1 build/release/tests/test_world prints the new values.
#ifndef TESTS_GOLDEN_DIGESTS_H
#define TESTS_GOLDEN_DIGESTS_H

#define GOLDEN_PLAIN  "bf6dcd873285a9b9c0f0e1d0878ea219" // no policies
#define GOLDEN_EVENTS "0d535867789c4e4470ccce7793ded933" // festival with red packets and flash offers, and a subsidy

#endif
