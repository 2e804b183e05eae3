# The front of the build. `make help` lists what there is.
SHELL := /bin/bash
PRESET ?= release
BUILD := build/$(PRESET)
AEGLE := $(BUILD)/bin/aegle
JOBS ?= $(shell nproc)

.PHONY: help setup build run test bench fuzz crash soak lint format coverage package clean

help:        ## this list
	@grep -hE '^[a-z]+: .*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*##/\t/' | expand -t 12

setup:       ## install packages, build third parties, build the web app
	tools/setup

build: setup ## build the aegle binary
	@[ -f $(BUILD)/build.ninja ] || cmake --preset $(PRESET)
	cmake --build $(BUILD) --parallel $(JOBS) --target aegle

run: build   ## set up, build, import the sample patients, print a handoff, serve the app (ONCE=1: stop after the handoff)
	AEGLE=$(AEGLE) ONCE=$(ONCE) tools/run.sh

test: setup  ## build and run every test
	tools/test.sh

bench: build ## measure, as ratios against named peers in the same run
	AEGLE=$(AEGLE) tools/bench.sh

fuzz:        ## fuzz each reader (SECONDS_EACH=60)
	tools/setup --tools
	tools/fuzz.sh $(SECONDS_EACH)

crash:       ## kill the writer many times and crash at every named point (KILLS=500, ROUNDS=5)
	tools/crash.sh $(or $(KILLS),500) $(or $(ROUNDS),5)

soak: build  ## mixed load on the service for a long time (SOAK=7200 seconds)
	AEGLE_BIN=$(AEGLE) python3 tests/soak/soak.py $(or $(SOAK),7200)

lint:        ## clang-format and clang-tidy, no change
	tools/setup --tools
	tools/lint.sh

format:      ## clang-format in place
	git ls-files '*.h' '*.cpp' | xargs clang-format-19 -i

coverage:    ## line coverage of the unit tests
	tools/setup --tools
	cmake --preset coverage && cmake --build build/coverage --parallel $(JOBS) && ctest --test-dir build/coverage -LE slow
	gcovr -r . build/coverage --filter src/ --exclude '.*_test.cpp' --print-summary

package: build ## a Debian package and a tar archive in build/release
	cd $(BUILD) && cpack

clean:       ## remove the build folders, not the caches
	rm -rf build
