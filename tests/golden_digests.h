// The written contract of determinism: digests of fixed small worlds. A change of the model changes them on purpose; anything else
// that does is a defect. FL_REGENERATE=1 build/release/tests/test_world prints the new values.
#ifndef TESTS_GOLDEN_DIGESTS_H
#define TESTS_GOLDEN_DIGESTS_H

#define GOLDEN_PLAIN  "4ff9f497d24027f3070be2624c682901" // no policies
#define GOLDEN_EVENTS "cc8420e354832c1db677cf75ec05f439" // festival with red packets and flash offers, and a subsidy

#endif
