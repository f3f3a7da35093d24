"""SOCKS proxies below httpx's transports."""
