from ruamel.yaml.error import StreamMark

class Node:
    start_mark: StreamMark

class ScalarNode(Node):
    tag: str
    value: str

class SequenceNode(Node):
    value: list[Node]

class MappingNode(Node):
    value: list[tuple[Node, Node]]
