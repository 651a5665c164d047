// The written contract of determinism: digests of fixed small worlds. A change of the model changes them on purpose; anything else
// that does is a defect. FL_REGENERATE=1 build/release/tests/test_world prints the new values.
#ifndef TESTS_GOLDEN_DIGESTS_H
#define TESTS_GOLDEN_DIGESTS_H

#define GOLDEN_PLAIN  "7069cf7ce3a62e708cddd5add1864d8b" // no policies
#define GOLDEN_EVENTS "83941d3c99472e75042dc065bec64202" // festival with red packets and flash offers, and a subsidy

#endif
