"""PostgREST as the tests meet it: emulated on a connection, or a real one over HTTP. README.md says what is modelled."""
