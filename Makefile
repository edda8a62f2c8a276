# Every task has one command; the work is in scripts/. `make help` lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help run play build web test unit fmt conformance bench soak torture fuzz micro spec wire script db dist

help: ## what there is
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

run: ## build and start the server: localhost, SQLite in ./data, certificate made at first start
	@scripts/run

play: ## the same with the accounts juliet, romeo and nurse (password = name) and the wire log
	@scripts/play

build: ## build everything (Release)
	@scripts/build

web: ## fetch the client for the browser at /chat (Converse.js; needs npm)
	@scripts/web

dist: ## one folder to copy, with the runtime in it: artifacts/dist (RID=linux-x64)
	@scripts/dist $(RID)

test: ## install what the tests need, then everything: build, format, unit, wire, real clients
	@scripts/test

unit: ## unit tests and wire scripts only; F=Name runs those whose name contains it
	@scripts/build && scripts/unit $(F)

fmt: ## format the sources
	@dotnet format whitespace XmppServer.sln && dotnet format style XmppServer.sln

conformance: ## real clients against this server; E=sqlite or E=mysql for one engine
	@scripts/install-test-deps && scripts/build && conformance/run $(or $(E),all)

bench: ## this server, Prosody and ejabberd in turn (RUNS=3); writes artifacts/bench/RESULT.md
	@scripts/install-test-deps && scripts/build && bench/run

soak: ## 2,000 connections coming and going (MINUTES=10)
	@scripts/build && bench/soak

torture: ## devices on a bad network, kill -9, restarts, database away (MINUTES=60, E=sqlite|mysql|all, SEED=n)
	@scripts/install-test-deps && scripts/build && scripts/torture $(or $(E),all) $$(( $(or $(MINUTES),60) * 60 )) $(SEED)

fuzz: ## fuzz the stanza reader, JIDs, SASL, files of Prosody and ejabberd (SECONDS=60, TARGET=stanzas|jid|sasl|lua|erlang, SEED=n)
	@SECONDS_ASKED=$(or $(SECONDS),60) TARGET=$(or $(TARGET),all) SEED=$(SEED) scripts/fuzz

micro: ## time and garbage of single parts; F='*Reader*' for some
	@bench/micro/run '$(or $(F),*)'

spec: ## the sections that tests cite
	@scripts/spec

wire: ## a prompt on a running server: AS=juliet, paste XML, see both directions
	@scripts/wire $(AS)

script: ## run one wire script: S=blocking
	@scripts/build && scripts/unit --script $(S)

db: ## MariaDB on loopback for development, until Ctrl-C
	@scripts/db
