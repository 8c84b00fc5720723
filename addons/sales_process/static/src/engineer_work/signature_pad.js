import { Component, onMounted, useRef } from "@odoo/owl";

/** A place to sign with a finger, over the full width. */
export class SignaturePad extends Component {
    static template = "sales_process.SignaturePad";
    static props = { onChange: Function };

    setup() {
        this.canvas = useRef("canvas");
        this.isDrawing = false;
        onMounted(() => this.clear());
    }

    clear() {
        const canvas = this.canvas.el;
        const ratio = Math.min(window.devicePixelRatio || 1, 2);
        canvas.width = canvas.clientWidth * ratio;
        canvas.height = canvas.clientHeight * ratio;
        this.context = canvas.getContext("2d");
        this.context.scale(ratio, ratio);
        Object.assign(this.context, {
            lineWidth: 2.5,
            lineCap: "round",
            lineJoin: "round",
            strokeStyle: "#00008b",
        });
        this.props.onChange("");
    }

    placeOf(ev) {
        const box = this.canvas.el.getBoundingClientRect();
        return [ev.clientX - box.left, ev.clientY - box.top];
    }

    begin(ev) {
        this.isDrawing = true;
        this.context.beginPath();
        this.context.moveTo(...this.placeOf(ev));
    }

    draw(ev) {
        if (this.isDrawing) {
            this.context.lineTo(...this.placeOf(ev));
            this.context.stroke();
        }
    }

    end() {
        if (this.isDrawing) {
            this.isDrawing = false;
            const url = this.canvas.el.toDataURL("image/png");
            this.props.onChange(url.slice(url.indexOf(",") + 1));
        }
    }
}
