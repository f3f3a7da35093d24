"""SOCKS proxies for httpx's transports."""
