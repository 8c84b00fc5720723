{
    "name": "Canary",
    "version": "19.0.1.0.0",
    "author": "Nobody",
    "license": "LGPL-3",
    "depends": ["base"],
    "data": ["views/canary_views.xml", "views/missing.xml"],
}
