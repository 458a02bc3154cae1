# The two commands: `make demo` and `make test`. Everything they need is made here, on a fresh machine too.
.PHONY: help demo test bench erasure access-log as-of fuzz-seal lint deny postgres fmt

CARGO ?= cargo
DENY_VERSION := 0.20.2
TOOLS := .muster/tools
DEMO_SCALE ?= 20000

help: ## Say what can be made
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 10

postgres: ## Make sure that PostgreSQL's server programs are there
	@sh scripts/ensure-postgres.sh

demo: postgres ## Fill a private registry with synthetic people and answer on 127.0.0.1:8080
	$(CARGO) build --release --locked --package muster-api
	./target/release/muster serve --demo --scale $(DEMO_SCALE)

test: postgres lint ## Check everything: format, lints, rules, suites, documents, dependencies
	$(CARGO) test --locked --workspace
	RUSTDOCFLAGS="--deny warnings" $(CARGO) doc --locked --workspace --no-deps --document-private-items
	@$(MAKE) --no-print-directory deny

lint: ## Check format and lints; a warning is a failure
	$(CARGO) fmt --all --check
	$(CARGO) clippy --locked --workspace --all-targets -- --deny warnings

deny: ## Check licences, bans and sources of dependencies, and advisories where their database can be reached
	@sh scripts/check-dependencies.sh $(DENY_VERSION) $(TOOLS)

bench: postgres ## Measure appends, a session of 500 and rebuilds beside stock cqrs-es on one server
	$(CARGO) run --release --locked --package muster-tests --bin bench

erasure: postgres ## Erase 100 of 10,000 people and look for what is left of them
	ERASURE_PEOPLE=10000 $(CARGO) test --locked --package muster-tests --test suite -- erasure::canaries erasure::backed_up

access-log: postgres ## Read 10,000 people in clear and count the entries of the access log
	ACCESS_READS=10000 $(CARGO) test --locked --package muster-tests --test suite -- personal::run

as-of: postgres ## Ask as of 50 random positions and compare with stores that were stopped there
	AS_OF_POSITIONS=50 $(CARGO) test --locked --package muster-tests --test suite -- as_of::answers

fuzz-seal: postgres ## Edit a sealed log 10,000 times, one thing each, and look whether every edit is found
	FUZZ_EDITS=10000 $(CARGO) test --locked --package muster-tests --test suite -- seal::fuzz --nocapture

fmt: ## Format the code
	$(CARGO) fmt --all
