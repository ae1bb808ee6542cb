"""The web console: a pair of instances in a browser, to watch, to act in, and to put to the test.

Server-rendered, so that it can be read without JavaScript; with it, the page follows what happens. Nothing in here is
imported before somebody comes to the console's address, but for `fake_itop.webconsole.door`.
"""
