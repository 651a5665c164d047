// The written contract of determinism: digests of fixed small worlds. A change of the model changes them on purpose; anything else
// that does is a defect. FL_REGENERATE=1 build/release/tests/test_world prints the new values.
#ifndef TESTS_GOLDEN_DIGESTS_H
#define TESTS_GOLDEN_DIGESTS_H

#define GOLDEN_PLAIN  "49a9a3fc51586163cced876ace7304aa" // no policies
#define GOLDEN_EVENTS "627fd26934cf1ab537794f4bee05ed27" // festival with red packets and flash offers, and a subsidy

#endif
