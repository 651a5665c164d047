#!/usr/bin/env fanloop
return y
