// The written contract of determinism: digests of fixed small worlds. A change of the model changes them on purpose; anything else
// that does is a defect. FL_REGENERATE=1 build/release/tests/test_world prints the new values.
#ifndef TESTS_GOLDEN_DIGESTS_H
#define TESTS_GOLDEN_DIGESTS_H

#define GOLDEN_PLAIN  "abeac98832f83fe2952d563886caed6a" // no policies
#define GOLDEN_EVENTS "d3437cd18986d8395612c1d77dfe1524" // festival with red packets and flash offers, and a subsidy

#endif
