"""Transport of requests to a server: HTTP libraries, connections, proxies, deadlines."""
