variable "office" {}
variable "stage" { default = "test" }
variable "services" {
  type = map(object({ port = number, from = optional(string, "0.0.0.0/0") }))
}

module "group" {
  for_each = var.services
  source   = "./modules/group"
  name     = "${each.key}-${var.stage}"
  rules    = [{ cidr = each.value.from, port = each.value.port }, { cidr = var.office, port = 22 }]
}

resource "tencentcloud_instance" "web" {
  instance_name           = "web-1"
  private_ip              = cidrhost("10.0.1.0/24", 10)
  orderly_security_groups = [module.group["web"].id]
}
