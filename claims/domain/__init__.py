"""What a newsroom talks about: entities, workflow, permissions, publish gates, anchors."""
