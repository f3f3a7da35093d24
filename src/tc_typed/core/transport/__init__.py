"""How requests get to a server: HTTP libraries, connections, proxies, deadlines."""
