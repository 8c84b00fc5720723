import { Component } from '@odoo/owl';
var unused = document.body;
